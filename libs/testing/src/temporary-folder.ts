import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { testRun } from './servers/run.ts';

/**
 * The folder for files of another user (PostgreSQL, when root has no namespaces): `systemFolder` of
 * startPostgres. Made when it is needed, removed at the end of the run.
 */
export function systemTestFolder(): string {
  return testRun().systemFolder;
}

/**
 * A new empty folder (mode 0700) for a test's files. At the end of the run it is removed, and processes
 * that still work in it are killed.
 */
export function temporaryFolder(): string {
  return mkdtempSync(join(testRun().folder, 'test-'));
}
