import { z } from 'zod';
import { actorSchema } from '../../auth/v1/token-state.ts';

export const auditFaultSchema = z.enum([
  'changed', 'gap', 'out-of-order', 'cut-tail', 'checkpoint-forged', 'checkpoint-mismatch',
  /** The signature under a segment's seal, or under the order to remove it, does not fit. */
  'segment-forged',
  /** A segment is gone, and nobody ordered it to go. */
  'segment-missing',
  /** A segment does not end as it was sealed. */
  'segment-mismatch',
]);
export type AuditFault = z.infer<typeof auditFaultSchema>;

export const auditVerdictSchema = z.strictObject({
  intact: z.boolean(),
  /** Length of the chain, what was removed included. */
  events: z.int(),
  checkpoints: z.int(),
  /** Entries of segments that were removed; their digests remain. */
  removed: z.int().optional(),
  fault: z.strictObject({ kind: auditFaultSchema, sequence: z.int() }).nullable(),
});
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;

/** Walks chain, seals and checkpoints and answers at the end. */
export const auditVerifyContract = { subject: 'audit.v1.verify', request: z.strictObject({}), reply: auditVerdictSchema } as const;

export const verificationSchema = z.strictObject({
  id: z.uuid(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  checked: z.int(),
  /** Entries there were when it began. */
  total: z.int(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  verdict: auditVerdictSchema.nullable(),
}).meta({ id: 'AuditVerification' });
export type Verification = z.infer<typeof verificationSchema>;

/** The same in the background. While one is under way, that one is answered. `actor` is whose it will be. */
export const startVerificationContract = { subject: 'audit.v1.start-verification', request: z.strictObject({ actor: actorSchema.optional() }), reply: verificationSchema } as const;
export const readVerificationContract = { subject: 'audit.v1.read-verification', request: z.strictObject({ id: z.uuid() }), reply: verificationSchema } as const;
/** @throws forbidden when it is another's; without `actor`, anybody's may be ended */
export const cancelVerificationContract = { subject: 'audit.v1.cancel-verification', request: z.strictObject({ id: z.uuid(), actor: actorSchema.optional() }), reply: verificationSchema } as const;
