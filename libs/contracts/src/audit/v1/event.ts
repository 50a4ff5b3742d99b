import { z } from 'zod';
import { resultCodeSchema } from '../../result-codes/index.ts';

const text = (most: number): z.ZodString => z.string().max(most);

export const auditEventSchema = z.strictObject({
  id: z.uuid(),
  /** When it happened; the order of the trail is the order of arrival. */
  at: z.iso.datetime(),
  kind: z.enum(['sign-in', 'accounting', 'administration', 'drop', 'system']),
  result: resultCodeSchema,
  service: text(64),
  site: z.uuid().nullable(),
  user: z.strictObject({ id: z.uuid().nullable(), login: text(253) }).nullable(),
  agentHost: z.strictObject({ id: z.uuid(), name: text(253) }).nullable(),
  /** Address of where the person acted. */
  host: text(64).nullable(),
  object: z.strictObject({ type: text(64), id: text(64).nullable(), label: text(253) }).nullable(),
  requestKey: z.string().regex(/^[0-9a-f]{32}$/).nullable(),
  /** Bounded facts, never a secret. */
  detail: z.record(text(128), z.union([text(4096), z.number(), z.boolean(), z.null()])),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

export const auditBatchSchema = z.strictObject({ events: z.array(auditEventSchema) });
export const auditSubject = (service: string): string => `audit.v1.events.${service}`;
