import { z } from 'zod';
import { base64UrlSchema } from './authenticate.ts';
import { actorSchema } from './token-state.ts';

/**
 * What stands in for a tokencode until it expires: the temporary password of a lost token, good again and again while
 * the token is lost; a bypass code, good once.
 */
export const standInKindSchema = z.enum(['temporary-password', 'bypass-code']);
export type StandInKind = z.infer<typeof standInKindSchema>;

/** Of one user at a time; expired ones make room first. */
export const MOST_STAND_INS = 32;

const done = z.strictObject({ done: z.literal(true) });

/**
 * Adds stand-ins of a user. A temporary password takes the place of the one that the token had. Each secret travels
 * sealed (purpose `bus-credentials`, associated data {@link standInAad}).
 * @throws limit-exceeded
 */
export const addStandInsContract = {
  subject: 'auth.v1.add-stand-ins',
  request: z.strictObject({
    userId: z.uuid(),
    standIns: z.array(z.strictObject({
      id: z.uuid(), kind: standInKindSchema, assignmentId: z.uuid().nullable(), sealedSecret: base64UrlSchema.max(512), expiresAt: z.iso.datetime(),
    })).min(1).max(MOST_STAND_INS),
    actor: actorSchema,
  }),
  reply: done,
} as const;
export const standInAad = (id: string): string => `auth.v1.stand-in:${id}`;

/** A stand-in as administration shows it, never its secret. */
export const standInSchema = z.strictObject({
  id: z.uuid(),
  kind: standInKindSchema,
  assignmentId: z.uuid().nullable(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime(),
  usedAt: z.iso.datetime().nullable(),
});
export type ShownStandIn = z.infer<typeof standInSchema>;

export const standInsContract = {
  subject: 'auth.v1.stand-ins',
  request: z.strictObject({ userId: z.uuid() }),
  reply: z.strictObject({ standIns: z.array(standInSchema) }),
} as const;

/** Withdraws every bypass code of a user, or the temporary password of one assignment. */
export const removeStandInsContract = {
  subject: 'auth.v1.remove-stand-ins',
  request: z.strictObject({ userId: z.uuid(), assignmentId: z.uuid().nullable(), actor: actorSchema }),
  reply: z.strictObject({ removed: z.int() }),
} as const;

/** When each of the users signed in last; one who never did is left out. */
export const userStatesContract = {
  subject: 'auth.v1.user-states',
  request: z.strictObject({ userIds: z.array(z.uuid()).max(1000) }),
  reply: z.strictObject({ states: z.array(z.strictObject({ userId: z.uuid(), lastSignInAt: z.iso.datetime() })) }),
} as const;
