/** The closed catalogue of results: each has a number, a name, texts in two languages, a cause and a remedy. */
import { z } from 'zod';
import { administrationCodes } from './administration-codes.ts';
import { agentHostCodes } from './agent-host-codes.ts';
import type { ResultCodeEntry } from './result-code.ts';
import { signInCodes } from './sign-in-codes.ts';

export { entriesWithoutCode } from './entries-without-code.ts';
export * from './sign-in-outcomes.ts';
export type { Bilingual, ResultCodeEntry } from './result-code.ts';

export const resultCodes = { ...signInCodes, ...agentHostCodes, ...administrationCodes } as const;
export type ResultCode = keyof typeof resultCodes;

/** The keys of the table above are the names: nothing is added to it at run time. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets the keys' type
export const resultCodeSchema = z.enum(Object.keys(resultCodes) as ResultCode[]);

/** The texts of a result, for the edge that shows them. */
export function describeResult(code: ResultCode, language: 'en' | 'zh'): { number: number; text: string; cause: string; remedy: string } {
  const { number, text, cause, remedy }: ResultCodeEntry = resultCodes[code];
  return { number, text: text[language], cause: cause[language], remedy: remedy[language] };
}
