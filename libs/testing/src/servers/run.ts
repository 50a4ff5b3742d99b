/** The test run that this process belongs to: how the run's host process is reached, and its folder. */
export interface TestRun {
  /** Address of the host process, with its secret. */
  host: string;
  /** Everything temporary goes here; at the end of the run it is removed, and what still runs in it is killed. */
  folder: string;
  /** The same for another user's files (PostgreSQL under root without namespaces); may not exist. */
  systemFolder: string;
}

/**
 * Set by Jest's global set-up; its value also marks every process that descends from the run. Its name
 * lacks the product's prefix: the product's own configuration refuses variables it does not know.
 */
export const RUN_VARIABLE = 'TEST_RUN_OF_COUNTERSIGN';

/** @throws when the process was not started by Jest with this workspace's configuration */
export function testRun(): TestRun {
  const text = process.env[RUN_VARIABLE];
  if (text === undefined) throw new Error(`${RUN_VARIABLE} is not set: start tests with "npm test" or with Jest and the root jest.config.mjs.`);
  const run: unknown = JSON.parse(text);
  if (!isTestRun(run)) throw new Error(`${RUN_VARIABLE} is not what Jest's global set-up writes.`);
  return run;
}

function isTestRun(value: unknown): value is TestRun {
  return typeof value === 'object' && value !== null
    && ['host', 'folder', 'systemFolder'].every((name) => typeof Reflect.get(value, name) === 'string');
}
