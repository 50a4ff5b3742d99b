import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { PeopleFile } from '../load/job.ts';
import { SEED_BYTES } from '../load/prepared-requests.ts';

export interface Person {
  readonly login: string;
  readonly seed: Uint8Array;
}

/** People of a benchmark: made anew each time, known to the load process by a file of seeds. */
export interface Population {
  readonly file: PeopleFile;
  people(): Iterable<Person>;
}

export async function makePopulation(seedsFile: string, prefix: string, count: number): Promise<Population> {
  const seeds = randomBytes(count * SEED_BYTES);
  await writeFile(seedsFile, seeds, { mode: 0o600 });
  return {
    file: { seedsFile, prefix, count },
    * people() {
      for (let number = 0; number < count; number += 1) {
        yield { login: `${prefix}${number}`, seed: seeds.subarray(number * SEED_BYTES, (number + 1) * SEED_BYTES) };
      }
    },
  };
}
