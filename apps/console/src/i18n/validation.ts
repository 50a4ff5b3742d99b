import { z } from 'zod';
import { en as zodEnglish, zhCN as zodChinese } from 'zod/locales';
import { dictionaries, type Language } from './index.ts';

const errorMaps = { en: zodEnglish().localeError, zh: zodChinese().localeError } as const;

/** Why a value does not fit a schema of the contract, in the reader's language; undefined when it fits. */
export function faultOf(schema: z.ZodType, value: unknown, language: Language): string | undefined {
  const parsed = schema.safeParse(value, { error: errorMaps[language] });
  if (parsed.success) return undefined;
  const [first] = parsed.error.issues;
  if (first === undefined) return undefined;
  const { problems } = dictionaries[language];
  if (first.code === 'too_small' && first.origin === 'string' && first.minimum > 1) return problems.tooShort(Number(first.minimum));
  if (first.code === 'too_big' && first.origin === 'string') return problems.tooLong(Number(first.maximum));
  if (first.code === 'custom' && typeof first.params?.['range'] === 'string') return problems.insideRange(first.params['range'], String(first.params['address']));
  const known: Readonly<Record<string, string>> = dictionaries[language].validation;
  return known[first.message] ?? first.message;
}
