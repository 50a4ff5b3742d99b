import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { decodeBase32 } from '@countersign/token-files';
import type { Person } from './population.ts';

/** Lines `login - BASE32SECRET`; empty ones are skipped. @throws Error naming the line that is none of these */
export async function readUserFile(file: string): Promise<Person[]> {
  const people: Person[] = [];
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    line += 1;
    if (text.trim() === '') continue;
    const { login, secret } = /^(?<login>\S+)\s+-\s+(?<secret>\S+)\s*$/.exec(text)?.groups ?? {};
    const seed = secret === undefined ? undefined : decodeBase32(secret);
    if (login === undefined || seed === undefined) throw new Error(`${file}, line ${line}: not "login - BASE32SECRET"`);
    people.push({ login, seed });
  }
  return people;
}
