/** Jest's global tear-down: lets the run's host process end, which ends everything that it or a test started. */
import { once } from 'node:events';

export default async function globalTeardown() {
  const host = globalThis.testRunHost;
  if (host.exitCode !== null) return;
  const ended = once(host, 'exit');
  host.stdin.end();
  await ended;
}
