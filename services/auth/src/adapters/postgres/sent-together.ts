import type { Writable } from 'node:stream';
import type { PoolClient } from 'pg';

/**
 * What is sent from now on until the turn's promises have run leaves in one write: one call of the system here, and the
 * database wakes up once. Left alone, the driver writes each statement by itself.
 */
export function sentTogether(client: PoolClient): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pg's types leave out its socket, which pg itself corks for the messages of one statement
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Writable } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
