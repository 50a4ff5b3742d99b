import { z } from 'zod';
import { policySchema } from '../../policies/index.ts';

/** What the process settings of auth say where no policy says anything. */
export const basePolicyContract = {
  subject: 'auth.v1.base-policy',
  request: z.strictObject({}),
  reply: z.strictObject({ policy: policySchema }),
} as const;
