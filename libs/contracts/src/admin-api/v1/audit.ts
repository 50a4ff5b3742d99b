import { z } from 'zod';
import { auditEntrySchema, auditFilterSchema, auditVerifyContract } from '../../audit/v1/index.ts';
import { noParameters, noQuery } from './fields.ts';
import type { Operation } from './operation.ts';

/** The sites that a caller reaches are not for the caller to say. */
const { sites: _sites, ...filters } = auditFilterSchema.shape;
const sequenceSchema = z.coerce.number().int().min(0);

export const listAuditEvents = {
  id: 'listAuditEvents', method: 'GET', path: '/audit/events', permission: 'audit.read',
  summary: 'The audit trail, newest first, or from `after` on in the order of arrival; `next` continues in the same direction',
  parameters: noParameters,
  query: z.strictObject({
    ...filters, limit: z.coerce.number().int().min(1).max(500).default(50),
    before: sequenceSchema.optional(), after: sequenceSchema.optional(),
  }),
  body: null, reply: z.strictObject({ entries: z.array(auditEntrySchema), next: z.int().nullable() }), status: 200,
} as const satisfies Operation;

export const verifyAudit = {
  id: 'verifyAudit', method: 'POST', path: '/audit/verify', permission: 'audit.verify', summary: 'Walks the hash chain and its signed checkpoints',
  parameters: noParameters, query: noQuery, body: null, reply: auditVerifyContract.reply, status: 200,
} as const satisfies Operation;
