import { usageError } from '../errors/command-error.ts';
import type { Text } from '../output/language.ts';
import { type Note, readSecretFile } from './files.ts';
import type { LineSource } from './line-source.ts';

/** Where a secret comes from; never from the arguments, which every user of the computer can list. */
export interface SecretSource {
  readonly stdin?: boolean | undefined;
  readonly file?: string | undefined;
}

/** The secrets that are asked for: the word in the flags (`--secret-stdin`), and the questions. */
const QUESTIONS = {
  secret: ['Shared secret', '共享密钥'],
  password: ['Password', '静态口令'],
  pin: ['PIN', 'PIN码'],
} as const satisfies Readonly<Record<string, Text>>;
export type SecretName = keyof typeof QUESTIONS;

/**
 * A secret that is to be stored: the content of the file, or the next line of input.
 * @returns undefined when neither was asked for
 * @throws CommandError as {@link readSecretFile} and {@link askNewSecret}
 */
export async function readNewSecret(source: SecretSource, name: SecretName, input: () => LineSource, note: Note): Promise<string | undefined> {
  if (source.file !== undefined) return readSecretFile(source.file, note);
  return source.stdin === true ? askNewSecret(name, input()) : undefined;
}

/**
 * The next line of input; a person types it twice.
 * @throws CommandError 'secret-empty', 'not-alike', 'input-ended', 'interrupted'
 */
export async function askNewSecret(name: SecretName, lines: LineSource): Promise<string> {
  const [en, zh] = QUESTIONS[name];
  const secret = await lines.next([`${en}:`, `${zh}：`]);
  if (secret === '') throw usageError('secret-empty', [`The ${en} is empty`, `${zh}为空`]);
  if (lines.interactive() && await lines.next([`${en} again:`, `再次输入${zh}：`]) !== secret) {
    throw usageError('not-alike', ['The two entries differ; nothing was changed', '两次输入不一致，未做任何更改']);
  }
  return secret;
}
