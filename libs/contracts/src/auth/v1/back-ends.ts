import { z } from 'zod';

/** How one server of a back end fared at the last sign-ins. */
export const serverHealthSchema = z.strictObject({
  server: z.string(),
  /** `unknown`: no sign-in asked it yet. `left-alone`: it failed repeatedly and rests for a while. */
  state: z.enum(['unknown', 'answering', 'failing', 'left-alone']),
  lastFault: z.enum(['unreachable', 'timeout', 'tls-failed', 'service-refused', 'not-understood']).nullable(),
  tookMs: z.int().nullable(),
});
export type ServerHealth = z.infer<typeof serverHealthSchema>;

/** How a back end's servers fared, as one replica saw it. Every replica answers. */
export const backEndHealthContract = {
  subject: 'auth.v1.back-end-health',
  request: z.strictObject({ backEndId: z.uuid() }),
  reply: z.strictObject({ replica: z.string().max(64), servers: z.array(serverHealthSchema) }),
} as const;
