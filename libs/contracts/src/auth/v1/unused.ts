import { z } from 'zod';

/** Rows that one question may ask for. */
export const MOST_UNUSED = 1000;

/** Where a page of unused accounts or tokens ends: the account, and of its tokens the last one; {@link BEFORE_ITS_TOKENS} is none of them. */
const placeSchema = z.strictObject({ userId: z.uuid(), tokenId: z.uuid() });
export type UnusedPlace = z.infer<typeof placeSchema>;
/** No token has it, and none comes after it in the order of pages. */
export const BEFORE_ITS_TOKENS = '00000000-0000-0000-0000-000000000000';

/**
 * Accounts that nobody signed in with, or assigned tokens that whoever has them did not use; the newest account first, of
 * one account the newest token. A bounded number of accounts is looked at: `found` may hold less than `limit`, or nothing,
 * while `next` leads on.
 */
export const unusedContract = {
  subject: 'auth.v1.unused',
  request: z.strictObject({
    of: z.enum(['users', 'tokens']),
    /** Of users of these sites, and of these groups; null: of all. */
    sites: z.array(z.uuid()).max(100_000).nullable(), groups: z.array(z.uuid()).max(100_000).nullable(),
    /** Null: only what was never used. Else what was there then, and not used since. */
    since: z.iso.datetime().nullable(),
    after: placeSchema.nullable(),
    limit: z.int().min(1).max(MOST_UNUSED),
  }),
  reply: z.strictObject({
    /** `tokenId` is null for an account. */
    found: z.array(z.strictObject({ userId: z.uuid(), tokenId: z.uuid().nullable(), lastSignInAt: z.iso.datetime().nullable() })),
    next: placeSchema.nullable(),
  }),
} as const;
