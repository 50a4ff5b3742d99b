import { z } from 'zod';
import { actorSchema } from '../../auth/v1/token-state.ts';

/** Where the trail is forwarded to: syslog (RFC 5424) over TCP (RFC 6587, octet counting) or TLS (RFC 5425). */
export const forwardingSettingsSchema = z.strictObject({
  host: z.string().min(1).max(253).regex(/^[A-Za-z0-9.:_-]+$/),
  port: z.int().min(1).max(65_535),
  transport: z.enum(['tcp', 'tls']),
  /** PEM; for a receiver whose certificate no public authority signed. */
  authority: z.string().max(65_536).nullable(),
  /** RFC 5424 section 6.2.1; 13 is "log audit". */
  facility: z.int().min(0).max(23).default(13),
}).meta({ id: 'AuditForwardingSettings' });
export type ForwardingSettings = z.infer<typeof forwardingSettingsSchema>;

/** Longest reason of a failure; what is longer is cut. */
export const FAILURE_CHARACTERS = 500;

export const forwardingSchema = z.strictObject({
  /** Null: nothing is forwarded. */
  settings: forwardingSettingsSchema.nullable(),
  version: z.int(),
  /** Everything up to this entry has been handed to the receiver. */
  forwarded: z.int(),
  waiting: z.int(),
  /** Why the receiver got nothing at the last try, and when that was; null once it has got something, and after a change of the settings. */
  failure: z.strictObject({ at: z.iso.datetime(), reason: z.string().max(FAILURE_CHARACTERS) }).nullable(),
}).meta({ id: 'AuditForwarding' });
export type Forwarding = z.infer<typeof forwardingSchema>;

export const readForwardingContract = { subject: 'audit.v1.read-forwarding', request: z.strictObject({}), reply: forwardingSchema } as const;

/** Where the receiver begins: where forwarding was, with the whole trail, or with what comes next. */
export const forwardingBeginSchema = z.enum(['go-on', 'everything', 'next']);

/** @throws conflict: it was changed since `version` */
export const changeForwardingContract = {
  subject: 'audit.v1.change-forwarding',
  request: z.strictObject({
    settings: forwardingSettingsSchema.nullable(),
    begin: forwardingBeginSchema,
    version: z.int().optional(),
    /** Stands in the audit event that is appended with the change. */
    actor: actorSchema,
  }),
  reply: forwardingSchema,
} as const;
