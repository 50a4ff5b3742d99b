import { z } from 'zod';
import {
  auditEntrySchema, auditFilterSchema, auditListContract, auditVerifyContract, explanationSchema, forwardingBeginSchema, forwardingSchema,
  forwardingSettingsSchema, verificationSchema,
} from '../../audit/v1/index.ts';
import { idParameters, noParameters, noQuery } from './fields.ts';
import type { Operation } from './operation.ts';

/** The sites that a caller reaches are not for the caller to say. */
const { sites: _sites, ...filters } = auditFilterSchema.shape;
const sequenceSchema = z.coerce.number().int().min(0);

export const listAuditEvents = {
  id: 'listAuditEvents', method: 'GET', path: '/audit/events', permission: 'audit.read',
  summary: 'The audit trail: newest first by time, or oldest first from `after` on, in the order of arrival unless `order` is `time`; `next` continues in the same direction. `text` finds by words of user, agent host, object and address, the last one perhaps unfinished',
  parameters: noParameters,
  query: z.strictObject({
    ...filters, limit: z.coerce.number().int().min(1).max(500).default(50),
    before: sequenceSchema.optional(), after: sequenceSchema.optional(), order: auditListContract.request.shape.order,
  }),
  body: null, reply: z.strictObject({ entries: z.array(auditEntrySchema), next: z.int().nullable() }), status: 200,
} as const satisfies Operation;

export const explainAuditEvent = {
  id: 'explainAuditEvent', method: 'GET', path: '/audit/events/{sequence}/explanation', permission: 'audit.read',
  summary: 'What an entry means: cause and remedy, which rule looked at what, what the entries around it say, and operations that would help',
  parameters: z.strictObject({ sequence: z.coerce.number().int().min(1) }), query: noQuery, body: null, reply: explanationSchema, status: 200,
} as const satisfies Operation;

export const tailAuditEvents = {
  id: 'tailAuditEvents', method: 'GET', path: '/audit/tail', permission: 'audit.read',
  summary: 'New entries as server-sent events, each with its sequence as id. Goes on from the header `Last-Event-ID`, else from `after`, else from what comes next. The server ends it now and then; clients connect again',
  parameters: noParameters, query: z.strictObject({ ...filters, after: sequenceSchema.optional() }),
  body: null, reply: z.string(), streams: ['text/event-stream'], status: 200,
} as const satisfies Operation;

export const exportAuditEvents = {
  id: 'exportAuditEvents', method: 'GET', path: '/audit/export', permission: 'audit.export',
  summary: 'The entries that fit the filter, oldest first, as a file: CSV (no field is a formula to a spreadsheet) or JSON lines',
  parameters: noParameters, query: z.strictObject({ ...filters, format: z.enum(['csv', 'jsonl']).default('csv') }),
  body: null, reply: z.string(), streams: ['text/csv', 'application/jsonl'], status: 200,
} as const satisfies Operation;

export const verifyAudit = {
  id: 'verifyAudit', method: 'POST', path: '/audit/verify', permission: 'audit.verify', summary: 'Walks the hash chain, its seals and its signed checkpoints, and answers at the end',
  parameters: noParameters, query: noQuery, body: null, reply: auditVerifyContract.reply, status: 200,
} as const satisfies Operation;

export const startAuditVerification = {
  id: 'startAuditVerification', method: 'POST', path: '/audit/verifications', permission: 'audit.verify', summary: 'The same in the background; while one is under way, that one is answered',
  parameters: noParameters, query: noQuery, body: null, reply: verificationSchema, status: 200,
} as const satisfies Operation;

export const getAuditVerification = {
  id: 'getAuditVerification', method: 'GET', path: '/audit/verifications/{id}', permission: 'audit.verify', summary: 'How far a verification is, and its verdict',
  parameters: idParameters, query: noQuery, body: null, reply: verificationSchema, status: 200,
} as const satisfies Operation;

export const cancelAuditVerification = {
  id: 'cancelAuditVerification', method: 'POST', path: '/audit/verifications/{id}/cancel', permission: 'audit.verify', summary: 'Ends a verification; one that has ended stays as it is',
  parameters: idParameters, query: noQuery, body: null, reply: verificationSchema, status: 200,
} as const satisfies Operation;

export const getAuditForwarding = {
  id: 'getAuditForwarding', method: 'GET', path: '/audit/forwarding', permission: 'settings.read', summary: 'Where the trail is forwarded to, and how far that is',
  parameters: noParameters, query: noQuery, body: null, reply: forwardingSchema, status: 200,
} as const satisfies Operation;

export const updateAuditForwarding = {
  id: 'updateAuditForwarding', method: 'PUT', path: '/audit/forwarding', permission: 'audit.administer',
  summary: 'Forwards the trail to a syslog receiver (RFC 5424 over TCP or TLS), or to none',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({ settings: forwardingSettingsSchema.nullable(), begin: forwardingBeginSchema.default('go-on') }),
  reply: forwardingSchema, status: 200, versioned: true,
} as const satisfies Operation;
