import { z } from 'zod';
import { base64UrlSchema } from './authenticate.ts';

/** Who asks for a change; it stands in the audit event that auth writes with the change. */
export const actorSchema = z.strictObject({
  kind: z.enum(['api-key', 'administrator', 'system']),
  id: z.string().max(64).nullable(),
  label: z.string().max(253),
  address: z.string().max(45).nullable(),
});
export type Actor = z.infer<typeof actorSchema>;

export const tokenModeSchema = z.enum(['normal', 'new-pin', 'next-tokencode']);
export type TokenMode = z.infer<typeof tokenModeSchema>;

/** The running state of an assigned token, as administration shows it. */
export const tokenStateSchema = z.strictObject({
  assignmentId: z.uuid(),
  mode: tokenModeSchema,
  pinSet: z.boolean(),
  failures: z.int(),
  lockedUntil: z.iso.datetime().nullable(),
  lastSignInAt: z.iso.datetime().nullable(),
  driftSteps: z.int(),
  /** How many codes a scratch card has left; null: no scratch card. */
  usesLeft: z.int().nullable().default(null),
});
export type TokenState = z.infer<typeof tokenStateSchema>;

const done = z.strictObject({ done: z.literal(true) });

export const tokenStatesContract = {
  subject: 'auth.v1.token-states',
  request: z.strictObject({ assignmentIds: z.array(z.uuid()).max(1000) }),
  reply: z.strictObject({ states: z.array(tokenStateSchema) }),
} as const;

/** Sets the PIN. The PIN travels sealed (purpose `bus-credentials`, associated data {@link setPinAad}). */
export const setPinContract = {
  subject: 'auth.v1.set-pin',
  request: z.strictObject({ assignmentId: z.uuid(), sealedPin: base64UrlSchema.max(512), actor: actorSchema }),
  reply: done,
} as const;
export const setPinAad = (assignmentId: string): string => `auth.v1.set-pin:${assignmentId}`;

export const clearPinContract = {
  subject: 'auth.v1.clear-pin',
  request: z.strictObject({ assignmentId: z.uuid(), actor: actorSchema }),
  reply: done,
} as const;

export const setTokenModeContract = {
  subject: 'auth.v1.set-token-mode',
  request: z.strictObject({ assignmentId: z.uuid(), mode: tokenModeSchema, actor: actorSchema }),
  reply: done,
} as const;

/** Forgets the user's delays and guesses, and unlocks each of the user's tokens. */
export const unlockContract = {
  subject: 'auth.v1.unlock',
  request: z.strictObject({ userId: z.uuid(), actor: actorSchema }),
  reply: done,
} as const;

/** Resynchronises a token, assigned or not, from two consecutive codes; both are consumed. */
export const synchroniseContract = {
  subject: 'auth.v1.synchronise',
  request: z.strictObject({ tokenId: z.uuid(), code1: z.string().max(16), code2: z.string().max(16), actor: actorSchema }),
  reply: z.strictObject({ driftSteps: z.int() }),
} as const;
