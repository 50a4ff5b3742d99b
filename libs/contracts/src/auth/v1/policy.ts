import { z } from 'zod';
import { policySchema, trialReasons } from '../../policies/index.ts';
import { resultCodeSchema } from '../../result-codes/index.ts';

/** What the process settings of auth say where no policy says anything. */
export const basePolicyContract = {
  subject: 'auth.v1.base-policy',
  request: z.strictObject({}),
  reply: z.strictObject({ policy: policySchema }),
} as const;

/** Longest trace of a sign-in that is replayed; what is longer is cut. */
export const TRIAL_TRACE_CHARACTERS = 600;

/** What the trail knows of a sign-in, as far as a policy could matter: names and verdicts, never anything that was typed. */
export const trialSignInSchema = z.strictObject({
  /** Which of the pairs of policies it goes by. */
  pair: z.int().min(0),
  /** Unix milliseconds. */
  at: z.number(),
  result: resultCodeSchema,
  /** Whoever signed in, and from where: the same text, the same one. */
  user: z.string().max(64),
  source: z.string().max(600),
  method: z.string().max(64),
  trace: z.string().max(TRIAL_TRACE_CHARACTERS),
  /** Steps, or unused codes, by which a good code was off. */
  offsetSteps: z.number().nullable(),
  offsetCodes: z.number().nullable(),
  /** Why a new PIN was not taken. */
  fault: z.string().max(64).nullable(),
  /** Whether a wrong code cost a token a try. */
  costsTry: z.boolean(),
  /** Tokens of the user when a static password was checked. */
  tokens: z.number().nullable(),
});
export type TrialSignIn = z.infer<typeof trialSignInSchema>;

export const trialVerdictSchema = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('same') }),
  z.strictObject({ verdict: z.literal('changes'), predicted: resultCodeSchema }),
  z.strictObject({ verdict: z.literal('unknown'), reason: z.enum(trialReasons) }),
]);
export type TrialVerdict = z.infer<typeof trialVerdictSchema>;

/** Runs the rules over recorded sign-ins, oldest first, twice: under the policies in force and under others. */
export const tryPolicyContract = {
  subject: 'auth.v1.try-policy',
  request: z.strictObject({
    pairs: z.array(z.strictObject({ current: policySchema, draft: policySchema })).max(1000),
    signIns: z.array(trialSignInSchema).max(1000),
  }),
  /** In the order of the sign-ins. */
  reply: z.strictObject({ verdicts: z.array(trialVerdictSchema) }),
} as const;
