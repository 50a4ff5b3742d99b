import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { testRun } from './servers/run.ts';

/**
 * A new empty folder (mode 0700) for a test's files. At the end of the run it is removed, and processes
 * that still work in it are killed.
 */
export function temporaryFolder(): string {
  return mkdtempSync(join(testRun().folder, 'test-'));
}
