import { z } from 'zod';

/** Longest time that a report covers, in days, and most rows of a ranking. */
export const REPORT_DAYS = 400;
export const REPORT_ROWS = 1000;
/** Most buckets of a report over time. */
export const REPORT_BUCKETS = 2000;

const scopeShape = {
  from: z.iso.datetime(), to: z.iso.datetime(), site: z.uuid().optional(),
  /** Only of these sites; what belongs to no site is left out. */
  sites: z.array(z.uuid()).max(100_000).optional(),
};
const count = z.int().min(0);

/** Sign-ins over time. @throws bad-request: too many buckets, or `to` is not after `from` */
export const signInsReportContract = {
  subject: 'audit.v1.report-sign-ins',
  /** Buckets begin at whole minutes, hours, days or weeks of the time zone (IANA name). */
  request: z.strictObject({ ...scopeShape, bucket: z.enum(['minute', 'hour', 'day', 'week', 'month']), timeZone: z.string().max(64) }),
  reply: z.strictObject({ rows: z.array(z.strictObject({ from: z.iso.datetime(), accepted: count, challenged: count, refused: count })) }),
} as const;

/** Sign-ins by cause, the most frequent first. */
export const resultsReportContract = {
  subject: 'audit.v1.report-results',
  request: z.strictObject(scopeShape),
  reply: z.strictObject({ rows: z.array(z.strictObject({ result: z.string(), count })) }),
} as const;

/** Who or what is refused most: users by login, or agent hosts by name. */
export const refusedReportContract = {
  subject: 'audit.v1.report-refused',
  request: z.strictObject({ ...scopeShape, by: z.enum(['user', 'agent-host']), limit: z.int().min(1).max(REPORT_ROWS) }),
  reply: z.strictObject({ rows: z.array(z.strictObject({
    name: z.string(), refused: count,
    /** Of these refusals, the most frequent cause. */
    result: z.string(), lastAt: z.iso.datetime(),
  })) }),
} as const;
