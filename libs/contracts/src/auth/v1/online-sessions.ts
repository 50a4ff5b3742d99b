import { z } from 'zod';
import { actorSchema } from './token-state.ts';

/**
 * A session as accounting tells it. `reserved`: signed in, the device has not reported the start yet; `ended` ones stay
 * for some minutes.
 */
export const sessionStateSchema = z.enum(['reserved', 'online', 'ended']);
export const onlineSessionSchema = z.strictObject({
  id: z.uuid(),
  state: sessionStateSchema,
  /** Null: the device reported somebody whom the directory does not know. */
  userId: z.uuid().nullable(),
  login: z.string(),
  agentHostId: z.uuid(),
  agentHost: z.string(),
  /** Of the device or the half of a pair that reports. */
  sourceAddress: z.string(),
  /** Acct-Session-Id; null until the device reports. */
  deviceSessionId: z.string().nullable(),
  callingStationId: z.string().nullable(),
  /** Framed-IP-Address. */
  address: z.string().nullable(),
  startedAt: z.iso.datetime(),
  /** The last sign of life. */
  updatedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** Octets that the person received and sent, as the device counts them. */
  receivedOctets: z.number().nullable(),
  sentOctets: z.number().nullable(),
}).meta({ id: 'OnlineSession' });
export type OnlineSession = z.infer<typeof onlineSessionSchema>;

/** Whose sessions an asker may see: those whose user or agent host is of one of the sites; null: all. */
const sitesSchema = z.array(z.uuid()).nullable();

export const listSessionsContract = {
  subject: 'auth.v1.list-sessions',
  request: z.strictObject({
    sites: sitesSchema, userId: z.uuid().nullable(), agentHostId: z.uuid().nullable(),
    /** Beginning of the login name, folded: then it may be longer than a login name on the wire. */
    login: z.string().max(256).nullable(), state: sessionStateSchema.nullable(),
    /** Where the page before ended: start (ISO 8601) and id. */
    after: z.strictObject({ startedAt: z.iso.datetime(), id: z.uuid() }).nullable(),
    limit: z.int().min(1).max(1001),
  }),
  reply: z.strictObject({ sessions: z.array(onlineSessionSchema) }),
} as const;

export const endSessionContract = {
  subject: 'auth.v1.end-session',
  request: z.strictObject({ id: z.uuid(), sites: sitesSchema, actor: actorSchema }),
  reply: z.strictObject({ done: z.literal(true) }),
} as const;

/** How many addresses of each pool somebody has. */
export const poolUseContract = {
  subject: 'auth.v1.pool-use',
  request: z.strictObject({ poolIds: z.array(z.uuid()).max(1000) }),
  reply: z.strictObject({ pools: z.array(z.strictObject({ poolId: z.uuid(), used: z.int() })) }),
} as const;
