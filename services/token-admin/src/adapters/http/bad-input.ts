import type { z } from 'zod';

/** The request does not fit its schema. Names fields, never their values. */
export class BadInput extends Error {
  override readonly name = 'BadInput';

  constructor(readonly errors: readonly { readonly path: string; readonly message: string }[]) {
    super('bad-request');
  }
}

/**
 * The value as its schema understands it.
 * @param place where in the request it stands; fields are named below it
 * @throws BadInput
 */
export function parseInput<T>(place: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadInput(parsed.error.issues.slice(0, ISSUES).map(({ path, message }) => ({ path: [place, ...path].map(String).join('.').slice(0, PATH_CHARACTERS), message: message.slice(0, MESSAGE_CHARACTERS) })));
}

/** What a refusal repeats of a request is bounded: names of fields may be the caller's. */
const ISSUES = 20;
const PATH_CHARACTERS = 200;
const MESSAGE_CHARACTERS = 300;
