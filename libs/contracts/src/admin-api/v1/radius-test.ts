import { z } from 'zod';
import { requestKeySchema } from '../../auth/v1/authenticate.ts';
import { lineSchema, noParameters, noQuery } from './fields.ts';
import type { Operation } from './operation.ts';

/** One attribute of a RADIUS packet as people see it; `hidden` where the value, or a part of it, is kept back. */
export const packetFieldSchema = z.strictObject({ name: z.string(), text: z.string(), hidden: z.boolean() }).meta({ id: 'PacketField' });
export type PacketField = z.infer<typeof packetFieldSchema>;

export const radiusTestReplySchema = z.strictObject({
  /** `silence`: the gateway gave no answer; `reason` says why as far as it is known. */
  outcome: z.enum(['accept', 'refuse', 'challenge', 'silence']),
  message: z.string(),
  /** Of a challenge; comes back with its answer. */
  state: z.string().nullable(),
  /** A drop reason, or why the answer does not verify. */
  reason: z.string().nullable(),
  milliseconds: z.int().min(0),
  sent: z.array(packetFieldSchema),
  received: z.array(packetFieldSchema),
  /** Of the line that the sign-in makes in the log; null where none is made. */
  requestKey: requestKeySchema.nullable(),
}).meta({ id: 'RadiusTestReply' });
export type RadiusTestReply = z.infer<typeof radiusTestReplySchema>;

export const testRadius = {
  id: 'testRadius', method: 'POST', path: '/radius/test', permission: 'radius.test',
  summary: 'Signs in as an agent host would: a real Access-Request passes through a gateway; what it consumes is consumed, and the log gets its line',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({
    agentHostId: z.uuid(),
    login: lineSchema(253).min(1),
    /** What the person types: RFC 2865 carries 128 octets. */
    password: z.string().max(128),
    protocol: z.enum(['pap', 'chap']).default('pap'),
    /** To answer a challenge: its `state`. */
    state: z.string().regex(/^[A-Za-z0-9_-]{1,338}$/).nullable().default(null),
  }),
  reply: radiusTestReplySchema, status: 200,
} as const satisfies Operation;
