import { z } from 'zod';

/** Days that the report of last uses tells apart: each counts from the one before on. */
export const LAST_USE_DAYS = [30, 90, 180, 365] as const;

const count = z.int().min(0);

/** How many were used when last. */
export const lastUsesSchema = z.strictObject({
  /** Used last within so many days, and not within the days of the entry before. */
  within: z.array(z.strictObject({ days: z.int(), count })),
  longerAgo: count,
  never: count,
});
export type LastUses = z.infer<typeof lastUsesSchema>;

/** Counts users by their last sign-in, or assigned tokens by their last use by whoever has them. Reads every one of them. */
export const lastUsesContract = {
  subject: 'auth.v1.last-uses',
  request: z.strictObject({
    of: z.enum(['users', 'tokens']),
    /** Of users of these sites, and of these groups; null: of all. */
    sites: z.array(z.uuid()).max(100_000).nullable(), groups: z.array(z.uuid()).max(100_000).nullable(),
  }),
  reply: lastUsesSchema,
} as const;
