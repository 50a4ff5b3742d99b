import { z } from 'zod';
import { idParameters, listQuery, noParameters, noQuery, pageOf, siteReferenceSchema } from './fields.ts';
import type { Operation } from './operation.ts';

/** Work that goes on behind a reply; closed. */
export const jobKinds = ['token-import', 'user-import', 'ldap-sync'] as const;
export const jobKindSchema = z.enum(jobKinds);
export type JobKind = z.infer<typeof jobKindSchema>;

export const jobStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export const jobStateSchema = z.enum(jobStates);
export type JobState = z.infer<typeof jobStateSchema>;

/** What a report counts; closed. A dry run counts what would be. */
export const jobCounts = ['read', 'imported', 'assigned', 'created', 'updated', 'unchanged', 'disabled', 'groups-made', 'refused', 'warnings'] as const;
export type JobCount = (typeof jobCounts)[number];

/** Longest list of lines in a report; the counts know of all. */
export const JOB_REPORT_LINES = 1_000;
/** Longest text in a line of a report, in characters. */
export const JOB_REPORT_TEXT = 500;

const reportTextSchema = z.string().max(JOB_REPORT_TEXT);
export const jobReportLineSchema = z.strictObject({
  /** Of the file; 0 where there is none, or where it is about the file as a whole. */
  line: z.int().min(0),
  /** A serial number, a login name, or an entry of a directory. */
  subject: reportTextSchema.nullable(),
  kind: z.enum(['refused', 'warning']),
  /** A code such as `duplicate-serial`. */
  reason: reportTextSchema,
  detail: reportTextSchema.nullable(),
}).meta({ id: 'JobReportLine' });
export type JobReportLine = z.infer<typeof jobReportLineSchema>;

export const jobReportSchema = z.strictObject({
  counts: z.partialRecord(z.enum(jobCounts), z.int().min(0)),
  /** The first {@link JOB_REPORT_LINES}, by line. */
  lines: z.array(jobReportLineSchema).max(JOB_REPORT_LINES),
}).meta({ id: 'JobReport' });
export type JobReport = z.infer<typeof jobReportSchema>;

export const jobSchema = z.strictObject({
  id: z.uuid(),
  kind: jobKindSchema,
  state: jobStateSchema,
  /** Somebody asked for its end, and it has not come to that yet. */
  cancelling: z.boolean(),
  siteId: z.uuid().nullable(),
  /** A file's name, or a back end's. */
  label: z.string(),
  /** Reports only; nothing is kept. */
  dryRun: z.boolean(),
  /** How far it is: bytes of the file, or entries of a directory; `total` where it is known. */
  done: z.int(),
  total: z.int().nullable(),
  /** Records that were read. */
  records: z.int(),
  /** 2 and more: a replica that ran it died or was stopped, and it began anew. */
  attempt: z.int(),
  /** Why it failed: a result code, and what else there is to say. */
  failure: z.strictObject({ code: z.string(), detail: z.string().nullable() }).nullable(),
  counts: jobReportSchema.shape.counts.nullable(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
}).meta({ id: 'Job' });
export type Job = z.infer<typeof jobSchema>;

export const listJobs = {
  id: 'listJobs', method: 'GET', path: '/jobs', permission: 'jobs.read', summary: 'Jobs, the newest first; those that ended are kept for 90 days',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional(), kind: jobKindSchema.optional(), state: jobStateSchema.optional() }),
  body: null, reply: pageOf(jobSchema), status: 200,
} as const satisfies Operation;
export const getJob = {
  id: 'getJob', method: 'GET', path: '/jobs/{id}', permission: 'jobs.read', summary: 'How far a job is, and its report when it has ended',
  parameters: idParameters, query: noQuery, body: null, reply: z.strictObject({ job: jobSchema, report: jobReportSchema.nullable() }), status: 200,
} as const satisfies Operation;
export const cancelJob = {
  id: 'cancelJob', method: 'POST', path: '/jobs/{id}/cancel', permission: 'jobs.cancel',
  summary: 'Ends a job, and nothing of what it did is kept; one that has ended stays as it is. While a replica is still at it, `cancelling` is true',
  parameters: idParameters, query: noQuery, body: null, reply: jobSchema, status: 200,
} as const satisfies Operation;
export const downloadJobReport = {
  id: 'downloadJobReport', method: 'GET', path: '/jobs/{id}/report.csv', permission: 'jobs.read', summary: 'The lines of a job’s report as CSV',
  parameters: idParameters, query: noQuery, body: null, reply: z.string(), streams: ['text/csv'], status: 200,
} as const satisfies Operation;
