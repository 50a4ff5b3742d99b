import { z } from 'zod';
import { serverHealthSchema } from '../../admin-api/v1/back-ends.ts';

/** How a back end's servers fared, as one replica saw it. Every replica answers. */
export const backEndHealthContract = {
  subject: 'auth.v1.back-end-health',
  request: z.strictObject({ backEndId: z.uuid() }),
  reply: z.strictObject({ replica: z.string().max(64), servers: z.array(serverHealthSchema) }),
} as const;
