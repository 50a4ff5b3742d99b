import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { TestRun } from './run.ts';

/** A few characters that no other spec of any run has; lower-case letters and digits. */
export function uniqueName(): string {
  return randomBytes(6).toString('hex');
}

/** How the names of a run's databases begin, so that the run's end finds those that were not dropped. */
export function databasePrefix(run: TestRun): string {
  return `countersign_test_${basename(run.folder).toLowerCase().replaceAll(/[^a-z0-9]/g, '').slice(-8)}_`;
}
