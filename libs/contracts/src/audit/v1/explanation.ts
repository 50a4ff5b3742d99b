import { z } from 'zod';
import { auditEntrySchema } from './queries.ts';

const bilingual = z.strictObject({ en: z.string(), zh: z.string() });

/** What many lines together say, which no single one does. */
export const auditPatternKinds = [
  /** Every user of one agent host is refused: the shared secrets differ. */
  'agent-host-refuses-everybody',
  /** The same request came again: the device did not wait for the answer, or did not like it. */
  'retransmissions',
  /** The token's clock or counter runs away from sign-in to sign-in. */
  'drift-grows',
  /** One address tries many users. */
  'one-address-many-users',
  /** One user is refused from many addresses. */
  'one-user-many-addresses',
] as const;

/** A remedy that is an operation of the admin API: its id, and what to call it with. */
export const auditActionSchema = z.strictObject({
  operation: z.string().max(64),
  parameters: z.record(z.string().max(64), z.string().max(253)),
});
export type AuditAction = z.infer<typeof auditActionSchema>;

export const explanationSchema = z.strictObject({
  entry: auditEntrySchema,
  text: bilingual, cause: bilingual, remedy: bilingual,
  /** Which rule looked at what, in order; empty where the entry has none. */
  trace: z.array(z.strictObject({ step: z.string().max(64), lookedAt: z.string().max(253), verdict: z.string().max(64) })).max(64),
  pattern: z.strictObject({ kind: z.enum(auditPatternKinds), count: z.int(), hint: bilingual }).nullable(),
  actions: z.array(auditActionSchema).max(16),
}).meta({ id: 'AuditExplanation' });
export type Explanation = z.infer<typeof explanationSchema>;
export type AuditPatternKind = (typeof auditPatternKinds)[number];

/** @throws not-found: no such entry, or it is not of these sites */
export const explainContract = {
  subject: 'audit.v1.explain',
  request: z.strictObject({ sequence: z.int().min(1), sites: z.array(z.uuid()).max(100_000).optional() }),
  reply: explanationSchema,
} as const;
