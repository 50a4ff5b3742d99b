import { z } from 'zod';

/** Every refusal (RFC 9457, `application/problem+json`). `code` is a result code's name; `errors` names bad fields, never their values. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
}).meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
