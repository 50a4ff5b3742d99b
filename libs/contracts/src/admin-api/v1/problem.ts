import { z } from 'zod';
import { policyFaultSchema } from './policies.ts';
import { importReportSchema } from './token-imports.ts';

/**
 * Every refusal (RFC 9457, `application/problem+json`). `title` is the result code's text in the language that
 * `Accept-Language` asks for (English or Chinese); `errors` names bad fields, never their values.
 */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** A result code's name. */
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  /** With `import-refused`: what was found in the file as far as it could be read. */
  report: importReportSchema.optional(),
  /** With `policy-impossible`: which values exclude each other, and where. */
  policyFaults: z.array(policyFaultSchema).optional(),
}).meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
