import { setTimeout as pause } from 'node:timers/promises';
import { LocalServerError } from './errors.ts';
import type { ServerProcess } from './server-process.ts';

/** How long a server may take to get ready; replaying the log after a crash is part of it. */
export const START_TIMEOUT_MS = 60_000;
const POLL_MS = 5;

/** What PostgreSQL, NATS and Redis say when another program listens on their port. */
const ADDRESS_IN_USE = /address already in use/i;

/** `race` and a time limit around the one question that differs from server to server. */
export interface Readiness {
  name: string;
  isReady: () => Promise<boolean>;
  timeoutMs?: number | undefined;
}

/**
 * Waits until a started server answers.
 *
 * @throws LocalServerError 'port-taken' when that is why it ended, 'start-failed' with its last lines
 *   when it ended otherwise, 'start-timeout' (and it is killed) when it runs but is not ready
 */
export async function waitUntilReady(server: ServerProcess, { name, isReady, timeoutMs = START_TIMEOUT_MS }: Readiness): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (server.running) {
    if (await isReady() && server.running) return;
    if (Date.now() >= deadline) {
      server.signal('SIGKILL');
      throw new LocalServerError('start-timeout', `${name} was not ready within ${timeoutMs} ms. Its last words:\n${await server.ended}`);
    }
    await pause(POLL_MS);
  }
  const lastWords = await server.ended;
  if (ADDRESS_IN_USE.test(lastWords)) throw new LocalServerError('port-taken', `${name} cannot listen: its port is taken.\n${lastWords}`);
  throw new LocalServerError('start-failed', `${name} did not start. Its last words:\n${lastWords}`);
}
