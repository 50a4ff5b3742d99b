import { z } from 'zod';

/** Days that the report of last uses tells apart: each counts from the one before on. */
export const LAST_USE_DAYS = [30, 90, 180, 365] as const;

const count = z.int().min(0);

const lastUses = {
  /** Used last within so many days, and not within the days of the entry before. */
  within: z.array(z.strictObject({ days: z.int(), count })),
  longerAgo: count,
  never: count,
};
/** How many were used when last, as they were counted at some time. */
export const lastUsesSchema = z.strictObject({
  ...lastUses,
  countedAt: z.iso.datetime(),
  /** They are being counted anew: who asks again in a few seconds gets newer figures. */
  counting: z.boolean(),
});
export type LastUses = z.infer<typeof lastUsesSchema>;

const question = z.strictObject({
  of: z.enum(['users', 'tokens']),
  /** Of users of these sites, and of these groups; null: of all. */
  sites: z.array(z.uuid()).max(100_000).nullable(), groups: z.array(z.uuid()).max(100_000).nullable(),
});

/**
 * How many users signed in last when, or how many assigned tokens whoever has them used last when. Each of them is counted
 * in the background; the answer is the latest count, and only the first one ever is waited for.
 */
export const lastUsesContract = { subject: 'auth.v2.last-uses', request: question, reply: lastUsesSchema } as const;

/**
 * What a token-admin of before asks. Both are counted from `auth_account_v1` and `auth_holding_v1`, which a migration of the new
 * token-admin makes: until then, and auth is upgraded first, either is answered with an error.
 */
export const lastUsesV1Contract = { subject: 'auth.v1.last-uses', request: question, reply: z.strictObject(lastUses) } as const;
