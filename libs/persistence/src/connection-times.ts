/**
 * How long either side of a connection to the database may be silent before the other gives it up, in milliseconds. A host
 * that vanished sends nothing, not even that it is gone: only time tells.
 */
export interface ConnectionTimes {
  /** Until a new connection stands, and longest wait for one of the pool. */
  readonly connectMs: number;
  /** After so much quiet the system asks whether the other side is there: ours, and the database's. */
  readonly keepAliveMs: number;
  /** What the answer to a statement may take beyond the time at which the server itself would end the statement. */
  readonly answerMs: number;
  /**
   * What a transaction may wait for its next statement. Then the database takes it back: the locks of a host that vanished,
   * or of a process that is stopped, are others' again. More than the relay waits for the stream with its rows locked.
   */
  readonly idleMs: number;
}

export const defaultConnectionTimes: ConnectionTimes = { connectMs: 2000, keepAliveMs: 10_000, answerMs: 2000, idleMs: 10_000 };

/** Where nobody waits for a sign-in – a start, administration – a busy machine gets at least so long for a connection. */
const UNHURRIED_CONNECT_MS = 5000;

export const unhurriedTimes = (times: ConnectionTimes): ConnectionTimes => ({ ...times, connectMs: Math.max(times.connectMs, UNHURRIED_CONNECT_MS) });

/** Probes that find nobody before a connection is given up, one a second: what Node.js asks of the system for ours. */
const PROBES = 10;

/** The same as options of pg. @param statementMs after this the server ends a statement */
export function connectionOptions(statementMs: number, times: ConnectionTimes) {
  return {
    connectionTimeoutMillis: times.connectMs, ...keepAliveOptions(times),
    statement_timeout: statementMs, query_timeout: statementMs + times.answerMs, idle_in_transaction_session_timeout: times.idleMs,
  } as const;
}

/**
 * Options of pg by which both sides notice that the other has vanished. The database's own standard is two hours, for which
 * it would keep the locks of a session, and those of a transaction that is at a COPY.
 */
export function keepAliveOptions({ keepAliveMs }: ConnectionTimes) {
  return {
    keepAlive: true, keepAliveInitialDelayMillis: keepAliveMs,
    options: `-c tcp_keepalives_idle=${Math.ceil(keepAliveMs / 1000)} -c tcp_keepalives_interval=1 -c tcp_keepalives_count=${PROBES}`,
  } as const;
}
