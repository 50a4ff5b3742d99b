import { z } from 'zod';

/** Raw bytes inside JSON: base64url without padding. */
export const base64UrlSchema = z.string().regex(/^[A-Za-z0-9_-]*$/);

/** Text that every database takes: well-formed, without NUL. One request must never spoil the batch it is decided in. */
export const storableTextSchema = z.string().regex(/^[^\0\p{Surrogate}]*$/u);

/** The keyed MAC of one RADIUS request (sign-in.md, "One answer per request"): 32 lower-case hexadecimal digits. */
export const requestKeySchema = z.string().regex(/^[0-9a-f]{32}$/);

/** What the person typed, as the protocol carried it; lengths are those that RFC 2865 allows. */
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

/** A RADIUS request that was verified and waits for its decision. */
export const questionSchema = z.strictObject({
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
  credentials: credentialsSchema,
  /** Milliseconds until nobody waits for its answer any more. */
  remainingMs: z.number().positive(),
  /**
   * The request's attributes as they came, type, length and value of each (RFC 2865 section 5), for check attributes;
   * without credentials, State, Proxy-State and Message-Authenticator.
   */
  attributes: base64UrlSchema.max(2048).optional(),
});
export type Question = z.infer<typeof questionSchema>;

export const answerSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('accept'), message: z.string().max(1024),
    /** Reply attributes in their order, by dictionary name and as dictionaries write values. */
    attributes: z.array(z.strictObject({ name: z.string().max(131), value: z.string().max(506) })).max(129).optional(),
  }),
  z.strictObject({ outcome: z.literal('refuse'), message: z.string().max(1024) }),
  z.strictObject({ outcome: z.literal('challenge'), message: z.string().max(1024), state: base64UrlSchema.max(64) }),
  /** Say nothing: the NAS asks again, or tries its next server. */
  z.strictObject({ outcome: z.literal('silence'), reason: z.string().max(64) }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** Most questions in one message: the largest ones, sealed and encoded, stay well below what the bus carries. */
export const QUESTIONS_MOST = 128;

/** What is inside `sealedQuestions`. Each is a {@link questionSchema}, checked by itself: a bad one harms no other. */
export const questionsSchema = z.array(z.unknown()).min(1).max(QUESTIONS_MOST);

/**
 * What is inside `sealedAnswers`: the answers to some of the questions, told by their place. Each is an
 * {@link answerSchema}, checked by itself, or null: it cannot be decided now.
 */
export const answersSchema = z.array(z.strictObject({ question: z.int().min(0).max(QUESTIONS_MOST - 1), answer: z.unknown() })).min(1);

/**
 * The questions that a gateway had in one turn of its event loop, in one message. All of it is sealed (purpose
 * `bus-credentials`): whoever listens on the bus reads neither names nor passwords nor answers.
 */
export const authenticateRequestSchema = z.strictObject({
  /** 128 random bits, hexadecimal: binds questions and answers to this message. */
  batch: z.string().regex(/^[0-9a-f]{32}$/),
  sealedQuestions: base64UrlSchema.max(900_000),
});
export type AuthenticateRequest = z.infer<typeof authenticateRequestSchema>;

/** Answers leave when they are there: a question that takes long holds up no other one of its message. */
export const authenticateReplySchema = z.strictObject({ sealedAnswers: base64UrlSchema.max(900_000) });

/** Real RADIUS requests ask for decisions; answered in parts. Queue group: any replica answers. */
export const authenticateContract = {
  subject: 'auth.v1.authenticate',
  request: authenticateRequestSchema,
  reply: authenticateReplySchema,
} as const;

/** Associated data that binds sealed questions to their message. */
export const authenticateAad = (batch: string): string => `auth.v1.authenticate:${batch}`;
/** Associated data that binds sealed answers to the message that asked. */
export const authenticateReplyAad = (batch: string): string => `auth.v1.authenticate:reply:${batch}`;

/** Answers only when this replica can decide sign-ins now; silence means that it cannot. */
export const readyContract = {
  subject: 'auth.v1.ready',
  request: z.strictObject({}),
  reply: z.strictObject({ ready: z.literal(true) }),
} as const;

/** An Accounting-Request (RFC 2866), verified by the gateway, is recorded before it is answered; not recorded: there was no room. */
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
  reply: z.strictObject({ recorded: z.boolean() }),
} as const;
