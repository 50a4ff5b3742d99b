import { z } from 'zod';
import { resultCodeSchema } from '../../result-codes/index.ts';
import { auditEventSchema } from './event.ts';

export const auditFilterSchema = z.strictObject({
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  kind: auditEventSchema.shape.kind.optional(),
  user: z.string().max(253).optional(),
  agentHost: z.string().max(253).optional(),
  object: z.string().max(253).optional(),
  result: resultCodeSchema.optional(),
  site: z.uuid().optional(),
  /** Only of these sites; what belongs to no site is left out. */
  sites: z.array(z.uuid()).max(100_000).optional(),
  requestKey: z.string().regex(/^[0-9a-f]{32}$/).optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const auditEntrySchema = z.strictObject({ sequence: z.int().min(1), event: auditEventSchema });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Newest first, or – with `after` – oldest first from that sequence on, for following the trail. */
export const auditListContract = {
  subject: 'audit.v1.list',
  request: z.strictObject({
    filter: auditFilterSchema, limit: z.int().min(1).max(500), before: z.int().optional(), after: z.int().optional(),
  }),
  reply: z.strictObject({ entries: z.array(auditEntrySchema), next: z.int().nullable() }),
} as const;

export const auditFaultSchema = z.enum([
  'changed', 'gap', 'out-of-order', 'cut-tail', 'checkpoint-forged', 'checkpoint-mismatch',
]);
export type AuditFault = z.infer<typeof auditFaultSchema>;

export const auditVerifyContract = {
  subject: 'audit.v1.verify',
  request: z.strictObject({}),
  reply: z.strictObject({
    intact: z.boolean(), events: z.int(), checkpoints: z.int(),
    fault: z.strictObject({ kind: auditFaultSchema, sequence: z.int() }).nullable(),
  }),
} as const;
export type AuditVerdict = z.infer<typeof auditVerifyContract.reply>;
