import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { LocalServerError } from './errors.ts';

/** Where every server of this package listens: nothing is offered to the network. */
export const LOOPBACK = '127.0.0.1';

/**
 * A TCP port on 127.0.0.1 that the system says is free. Somebody else may take it before it is used:
 * a caller starts its server and asks for another port when that one is taken (`startOnFreePort`).
 */
export async function freeTcpPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, LOOPBACK, resolve);
  });
  const address = probe.address();
  await new Promise<void>((resolve) => { probe.close(() => { resolve(); }); });
  if (address === null || typeof address === 'string') throw new LocalServerError('start-failed', 'The system gave no port.');
  return address.port;
}

/** So many system-picked ports in a row taken by others is not bad luck. */
const PORT_ATTEMPTS = 8;
/** How long a start waits for a port that the caller insists on (a server that just ended may still hold it). */
const FIXED_PORT_PATIENCE_MS = 3_000;
const FIXED_PORT_PAUSE_MS = 100;

/**
 * Runs `start` with a port, again when it says that the port is taken (LocalServerError 'port-taken').
 *
 * @param wanted the port that the caller insists on, or 0 for one that the system picks
 * @throws whatever `start` throws; 'port-taken' when patience is over
 */
export async function startOnFreePort<Started>(wanted: number, start: (port: number) => Promise<Started>): Promise<Started> {
  const patience = Date.now() + FIXED_PORT_PATIENCE_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(wanted === 0 ? await freeTcpPort() : wanted);
    } catch (error) {
      const again = wanted === 0 ? attempt < PORT_ATTEMPTS : Date.now() < patience;
      if (!(error instanceof LocalServerError && error.code === 'port-taken' && again)) throw error;
      if (wanted !== 0) await pause(FIXED_PORT_PAUSE_MS);
    }
  }
}
