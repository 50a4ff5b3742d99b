/**
 * How long a database may be silent before a connection to it is given up, in milliseconds. A host that vanished sends
 * nothing, not even that it is gone: only time tells.
 */
export interface ConnectionTimes {
  /** Until a new connection stands, and longest wait for one of the pool. */
  readonly connectMs: number;
  /** After so much quiet the system asks whether the other side is there. */
  readonly keepAliveMs: number;
  /** What the answer to a statement may take beyond the time at which the server itself would end the statement. */
  readonly answerMs: number;
}

export const defaultConnectionTimes: ConnectionTimes = { connectMs: 2000, keepAliveMs: 10_000, answerMs: 2000 };

/** Where nobody waits for a sign-in – a start, administration – a busy machine gets at least so long for a connection. */
const UNHURRIED_CONNECT_MS = 5000;

export const unhurriedTimes = (times: ConnectionTimes): ConnectionTimes => ({ ...times, connectMs: Math.max(times.connectMs, UNHURRIED_CONNECT_MS) });

/** The same as options of pg. @param statementMs after this the server ends a statement */
export function connectionOptions(statementMs: number, { connectMs, keepAliveMs, answerMs }: ConnectionTimes) {
  return {
    connectionTimeoutMillis: connectMs, keepAlive: true, keepAliveInitialDelayMillis: keepAliveMs,
    statement_timeout: statementMs, query_timeout: statementMs + answerMs,
  } as const;
}
