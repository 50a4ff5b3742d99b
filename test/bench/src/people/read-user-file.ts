import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { decodeBase32 } from '@countersign/token-files';
import type { Person } from './population.ts';

/** A line that names no user; the message says which one. */
export class UserFileError extends Error {}

/** Lines `login - BASE32SECRET`; empty ones are skipped. @throws UserFileError */
export async function readUserFile(file: string): Promise<Person[]> {
  const people: Person[] = [];
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    line += 1;
    if (text.trim() === '') continue;
    const { login, secret } = /^(?<login>\S+)\s+-\s+(?<secret>\S+)\s*$/.exec(text)?.groups ?? {};
    const seed = secret === undefined ? undefined : decodeBase32(secret);
    if (login === undefined || seed === undefined) throw new UserFileError(`${file}, line ${line}: not "login - BASE32SECRET"`);
    people.push({ login, seed });
  }
  return people;
}
