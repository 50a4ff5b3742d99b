import { z } from 'zod';
import { policySchema, trialReasons } from '../../policies/index.ts';
import { resultCodeSchema } from '../../result-codes/index.ts';
import { noQuery } from './fields.ts';
import type { Operation } from './operation.ts';
import { policyFaultSchema, policyParameters } from './policies.ts';

/** Most sign-ins that a draft is tried against. */
export const POLICY_TRIAL_LINES = 1000;

export const trialLineSchema = z.strictObject({
  sequence: z.int(), at: z.iso.datetime(), login: z.string(), agentHost: z.string().nullable(), recorded: resultCodeSchema,
  verdict: z.enum(['changes', 'unknown']),
  /** What would be answered; null when it cannot be judged. */
  predicted: resultCodeSchema.nullable(),
  reason: z.enum(trialReasons).nullable(),
}).meta({ id: 'PolicyTrialLine' });
export type TrialLine = z.infer<typeof trialLineSchema>;

export const tryPolicy = {
  id: 'tryPolicy', method: 'POST', path: '/policies/{id}/try', permission: 'policies.write',
  summary: 'Shows what the last sign-ins would have come to under a draft; changes nothing. Needs `audit.read`, too',
  parameters: policyParameters, query: noQuery,
  body: z.strictObject({ policy: policySchema, last: z.int().min(1).max(POLICY_TRIAL_LINES).default(200) }),
  reply: z.strictObject({
    counts: z.strictObject({ same: z.int(), changes: z.int(), unknown: z.int() }),
    /** Of the sign-ins that were looked at; null when there are none. */
    from: z.iso.datetime().nullable(), to: z.iso.datetime().nullable(),
    /** Newest first: those that would end otherwise, and those that cannot be judged. */
    lines: z.array(trialLineSchema),
    /** What cannot work in the draft. */
    faults: z.array(policyFaultSchema),
  }),
  status: 200,
} as const satisfies Operation;
