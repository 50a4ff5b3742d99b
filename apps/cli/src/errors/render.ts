import { describeResult, resultCodeSchema } from '@countersign/contracts';
import { type Language, say, type Text } from '../output/language.ts';
import { printable } from '../output/printable.ts';
import type { CommandError } from './command-error.ts';

/** An error as programs read it: the value of `error` in the JSON output. */
export interface ErrorReport {
  readonly code: string;
  /** Number of the result code; null for a code of this program's own. */
  readonly number: number | null;
  readonly message: string;
  readonly detail: string | null;
  readonly remedy: string | null;
  readonly items: readonly string[];
  readonly exitCode: number;
}

/** The error as people read it: what happened with its code, the items, then what to do. */
export function errorAsText(error: CommandError, language: Language): string {
  const { code, number, message, detail, remedy, items } = errorReport(error, language);
  const name = number === null ? code : `${code} ${number}`;
  const lines = [`countersign: ${message} [${name}]${detail === null ? '' : `: ${detail}`}`, ...items.map((item) => `    ${item}`)];
  if (remedy !== null) lines.push(`  ${language === 'zh' ? '处理方法：' : 'Remedy: '}${remedy}`);
  return lines.map((line) => `${printable(line)}\n`).join('');
}

export function errorReport({ facts }: CommandError, language: Language): ErrorReport {
  const { code, items = [], exitCode } = facts;
  const inLanguage = (text: Text | undefined): string | null => (text === undefined ? null : say(text, language));
  const detail = inLanguage(facts.detail);
  const remedy = inLanguage(facts.remedy);
  const known = resultCodeSchema.safeParse(code);
  if (!known.success) return { code, number: null, message: detail ?? code, detail: null, remedy, items, exitCode };
  const texts = describeResult(known.data, language);
  return { code, number: texts.number, message: texts.text, detail: detail ?? texts.cause, remedy: remedy ?? texts.remedy, items, exitCode };
}
