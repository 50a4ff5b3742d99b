import pg from 'pg';
import { type ConnectionTimes, connectionOptions, defaultConnectionTimes } from './connection-times.ts';
import { ImpatientClient } from './impatient-client.ts';

export interface PoolOptions {
  readonly max: number;
  readonly applicationName: string;
  /** A statement that takes longer is ended by the server. */
  readonly statementTimeoutMs: number;
  readonly times?: ConnectionTimes | undefined;
  /** Queries of one connection are sent without waiting for the results of those before; they are answered in order. */
  readonly pipeline?: boolean;
  /** Idle connections that break; the pool replaces them by itself. */
  readonly onIdleError?: (error: Error) => void;
}

/** A pool for the hot queries. Connections come back by themselves when the database does. */
export function createPool(url: string, options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    application_name: options.applicationName,
    ...connectionOptions(options.statementTimeoutMs, options.times ?? defaultConnectionTimes),
    pipeline: options.pipeline ?? false,
    Client: ImpatientClient,
  });
  // Without a listener a lost connection would end the process: an idle one, and one that is in use between two queries,
  // whose next query then fails.
  pool.on('error', (error) => {
    // The pool does not wait until its connections are closed: the server may still end one of them first.
    if (!pool.ending) options.onIdleError?.(error);
  });
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
