import { z } from 'zod';

/** Raw bytes inside JSON: base64url without padding. */
export const base64UrlSchema = z.string().regex(/^[A-Za-z0-9_-]*$/);

/** Text that every database takes: well-formed, without NUL. One request must never spoil the batch it is decided in. */
export const storableTextSchema = z.string().regex(/^[^\0\p{Surrogate}]*$/u);

/** The keyed MAC of one RADIUS request (sign-in.md, "One answer per request"): 32 lower-case hexadecimal digits. */
export const requestKeySchema = z.string().regex(/^[0-9a-f]{32}$/);

/**
 * What the person typed, as the protocol carried it. Sealed before it crosses the bus (purpose `bus-credentials`,
 * associated data {@link authenticateAad}); lengths are those that RFC 2865 allows.
 */
export const credentialsSchema = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('pap'),
    userName: base64UrlSchema.max(338),
    password: base64UrlSchema.max(171),
  }),
  z.strictObject({
    method: z.literal('chap'),
    userName: base64UrlSchema.max(338),
    identifier: z.int().min(0).max(255),
    challenge: base64UrlSchema.max(338),
    response: base64UrlSchema.length(22),
  }),
  /** Nothing that auth could check. What was offered stays at the gateway; only its name is told. */
  z.strictObject({
    method: z.literal('unsupported'),
    userName: base64UrlSchema.max(338),
    /** A protocol, or what is wrong with the credentials: `eap`, `credentials-missing`. */
    offered: z.string().regex(/^[a-z0-9-]{1,64}$/),
  }),
]);
export type Credentials = z.infer<typeof credentialsSchema>;

export const authenticateRequestSchema = z.strictObject({
  requestKey: requestKeySchema,
  agentHostId: z.uuid(),
  /** The version of the secret that the gateway verified the packet with; auth refuses to decide under another one. */
  secretVersion: z.int().min(1),
  /** True when a Message-Authenticator proved the shared secret. */
  proven: z.boolean(),
  sourceAddress: storableTextSchema.max(45),
  callingStationId: storableTextSchema.max(253).nullable(),
  nasIdentifier: storableTextSchema.max(253).nullable(),
  /** The State attribute of the answer to a challenge. */
  state: base64UrlSchema.max(338).nullable(),
  sealedCredentials: base64UrlSchema.max(2048),
});
export type AuthenticateRequest = z.infer<typeof authenticateRequestSchema>;

/** The answer, sealed for the gateway that asked (associated data {@link authenticateReplyAad}). */
export const answerSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('accept'), message: z.string().max(1024) }),
  z.strictObject({ outcome: z.literal('refuse'), message: z.string().max(1024) }),
  z.strictObject({ outcome: z.literal('challenge'), message: z.string().max(1024), state: base64UrlSchema.max(64) }),
  /** Say nothing: the NAS asks again, or tries its next server. */
  z.strictObject({ outcome: z.literal('silence'), reason: z.string().max(64) }),
]);
export type Answer = z.infer<typeof answerSchema>;

export const authenticateReplySchema = z.strictObject({ sealedAnswer: base64UrlSchema.max(8192) });

/** A real RADIUS request asks for a decision. Queue group: any replica answers. */
export const authenticateContract = {
  subject: 'auth.v1.authenticate',
  request: authenticateRequestSchema,
  reply: authenticateReplySchema,
} as const;

/** Associated data that binds sealed credentials to their request. */
export const authenticateAad = (requestKey: string): string => `auth.v1.authenticate:${requestKey}`;
/** Associated data that binds a sealed answer to its request. */
export const authenticateReplyAad = (requestKey: string): string => `auth.v1.authenticate:reply:${requestKey}`;

/** Answers only when this replica can decide sign-ins now; silence means that it cannot. */
export const readyContract = {
  subject: 'auth.v1.ready',
  request: z.strictObject({}),
  reply: z.strictObject({ ready: z.literal(true) }),
} as const;

/** An Accounting-Request (RFC 2866), verified by the gateway, is recorded before it is answered. */
export const accountContract = {
  subject: 'auth.v1.account',
  request: z.strictObject({
    requestKey: requestKeySchema,
    agentHostId: z.uuid(),
    sourceAddress: storableTextSchema.max(45),
    userName: storableTextSchema.max(253).nullable(),
    /** Decoded attributes for the record, by dictionary name; never a secret. */
    attributes: z.record(storableTextSchema.max(128), storableTextSchema.max(512)),
  }),
  reply: z.strictObject({ recorded: z.literal(true) }),
} as const;
