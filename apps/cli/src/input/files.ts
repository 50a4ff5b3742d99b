import { readFileSync, statSync } from 'node:fs';
import { CommandError } from '../errors/command-error.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import type { Text } from '../output/language.ts';

/** Told what a person should know and no program needs. */
export type Note = (text: Text) => void;

/** Permissions of group and others. */
const OTHERS = 0o077;

/**
 * The one line of a file that holds a secret; a line feed at its end is not part of it. Notes when other users of the
 * computer may read the file.
 * @throws CommandError 'file-unreadable', 'secret-empty', 'secret-not-a-line'
 */
export function readSecretFile(file: string, note: Note): string {
  const text = readSecretText(file, note);
  if (/[\r\n]/.test(text)) throw refusal('secret-not-a-line', [`${file} has more than one line`, `${file} 不止一行`]);
  return text;
}

/** The same for a secret of several lines, such as a private key. @throws CommandError 'file-unreadable', 'secret-empty', 'secret-not-a-line' */
export function readSecretText(file: string, note: Note): string {
  const text = decode(file, readOrRefuse(file)).replace(/\r?\n$/, '');
  const mode = statSync(file).mode;
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    const command = `chmod 600 ${file}`;
    note([`warning: other users may read ${file} (${command})`, `警告：其他用户可以读取 ${file}（${command}）`]);
  }
  if (text === '') throw refusal('secret-empty', [`${file} is empty`, `${file} 为空`]);
  return text;
}

/** Why a file cannot be used: the system's own name for it. */
export function reasonOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown reason';
}

export const unreadable = (file: string, error: unknown): CommandError =>
  refusal('file-unreadable', [`Cannot read ${file} (${reasonOf(error)})`, `无法读取 ${file}（${reasonOf(error)}）`]);

const refusal = (code: string, detail: Text): CommandError => new CommandError({ exitCode: ExitCode.usage, code, detail });

function readOrRefuse(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function decode(file: string, content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw refusal('secret-not-a-line', [`${file} is not UTF-8 text`, `${file} 不是 UTF-8 文本`]);
  }
}
