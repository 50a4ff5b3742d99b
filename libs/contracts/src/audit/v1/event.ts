import { z } from 'zod';
import { resultCodeSchema } from '../../result-codes/index.ts';

const text = (most: number): z.ZodString => z.string().max(most);

/** Keys stand in alphabetical order, as the trail's digests cover them: an event that was read needs no sorting. */
export const auditEventSchema = z.strictObject({
  agentHost: z.strictObject({ id: z.uuid(), name: text(253) }).nullable(),
  /** When it happened; the order of the trail is the order of arrival. */
  at: z.iso.datetime(),
  /** Bounded facts, never a secret. */
  detail: z.record(text(128), z.union([text(4096), z.number(), z.boolean(), z.null()])),
  /** Address of where the person acted. */
  host: text(64).nullable(),
  id: z.uuid(),
  kind: z.enum(['sign-in', 'accounting', 'administration', 'drop', 'system']),
  object: z.strictObject({ id: text(64).nullable(), label: text(253), type: text(64) }).nullable(),
  requestKey: z.string().regex(/^[0-9a-f]{32}$/).nullable(),
  result: resultCodeSchema,
  service: text(64),
  site: z.uuid().nullable(),
  user: z.strictObject({ id: z.uuid().nullable(), login: text(253) }).nullable(),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

export const auditBatchSchema = z.strictObject({ events: z.array(auditEventSchema) });
export const auditSubject = (service: string): string => `audit.v1.events.${service}`;
