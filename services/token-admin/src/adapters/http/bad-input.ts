import { z } from 'zod';
import { zhCN as zodChinese } from 'zod/locales';
import { detailIn } from './detail-texts.ts';
import type { Language } from './preferred-language.ts';

export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** The request does not fit its schema. Names fields, never their values. */
export class BadInput extends Error {
  override readonly name = 'BadInput';

  constructor(readonly errorsIn: (language: Language) => readonly FieldError[]) {
    super('bad-request');
  }
}

/** One field of the request, such as a header, has no form that means anything. */
export const badField = (path: string, message: string): BadInput => new BadInput((language) => [{ path, message: detailIn(message, language) }]);

/**
 * The value as its schema understands it.
 * @param place where in the request it stands; fields are named below it
 * @throws BadInput
 */
export function parseInput<T>(place: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { error } = parsed;
  // Who reads it is known later; what is wrong does not change until then.
  throw new BadInput((language) => fieldErrors(place, language === 'en' ? error : schema.safeParse(value, { error: chinese }).error ?? error, language));
}

const chinese = zodChinese().localeError;

/** What a refusal repeats of a request is bounded: names of fields may be the caller's. */
const ISSUES = 20;
const PATH_CHARACTERS = 200;
const MESSAGE_CHARACTERS = 300;

const fieldErrors = (place: string, { issues }: z.ZodError, language: Language): FieldError[] => issues.slice(0, ISSUES).map(({ path, message }) => ({
  path: [place, ...path].map(String).join('.').slice(0, PATH_CHARACTERS), message: detailIn(message, language).slice(0, MESSAGE_CHARACTERS),
}));
