import { z } from 'zod';
import { resultCodeSchema } from '../../result-codes/index.ts';
import { base64UrlSchema, requestKeySchema, storableTextSchema } from './authenticate.ts';

/**
 * One factor of an administrator who signs in at the console. Decided like a sign-in – the same counters, the same
 * record – on a pseudo agent host of its own. An unknown login name is asked for, too: it looks and takes the same.
 */
export const verifyAdministratorContract = {
  subject: 'auth.v1.verify-administrator',
  request: z.strictObject({
    /** Random, one per question: what is sealed is bound to it. */
    requestKey: requestKeySchema,
    /** Null when nobody has the login name. */
    userId: z.uuid().nullable(),
    /** As it was typed. */
    login: storableTextSchema.max(253),
    factor: z.enum(['password', 'tokencode']),
    /** `password-change`: somebody who is signed in proves the present password, to change it or something else that takes it. */
    occasion: z.enum(['sign-in', 'password-change', 'token-proof']),
    /** Everybody needs a tokencode; otherwise whoever has a token. */
    requireToken: z.boolean(),
    /** Where the person acts, and whom a wrong guess delays: an address, or the network that one customer has. */
    address: storableTextSchema.max(45),
    source: storableTextSchema.max(45),
    /** Of the challenge that the tokencode answers. */
    state: base64UrlSchema.max(64).nullable(),
    /** Password or tokencode (purpose `bus-credentials`, associated data {@link verifyAdministratorAad}). */
    sealedSecret: base64UrlSchema.max(4096),
  }),
  reply: z.strictObject({
    /** `undecided`: nothing was judged; the same may be tried again. */
    outcome: z.enum(['right', 'wrong', 'next-tokencode', 'undecided']),
    result: resultCodeSchema,
    /** After a right password: a tokencode has to follow. */
    tokencodeNeeded: z.boolean(),
    /** After a right password: it has expired, or an administrator demands another one. */
    mustChangePassword: z.boolean(),
    /** The challenge to answer with the next tokencode. */
    state: base64UrlSchema.max(64).nullable(),
  }),
} as const;
export type VerifyAdministratorRequest = z.infer<typeof verifyAdministratorContract.request>;
export type VerifyAdministratorReply = z.infer<typeof verifyAdministratorContract.reply>;

export const verifyAdministratorAad = (requestKey: string): string => `auth.v1.verify-administrator:${requestKey}`;
