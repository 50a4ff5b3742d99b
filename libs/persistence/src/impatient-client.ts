import pg from 'pg';

type Query = (...values: unknown[]) => unknown;

/**
 * A connection that is broken off when an answer is overdue. pg alone would tell the caller and go on to wait: the
 * ROLLBACK that follows, and whoever gets the connection from the pool next, would stand behind the same silence.
 */
export class ImpatientClient extends pg.Client {
  readonly #limit: unknown;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.#limit = this.#settings().query_timeout;
    const query: Query = this.query.bind(this);
    Object.defineProperty(this, 'query', { value: (...values: unknown[]) => this.#watched(query(...values)) });
  }

  /** From now on an answer takes as long as it does, or no longer than it may again: for statements without a limit. */
  unhurried(on: boolean): void {
    this.#settings().query_timeout = on ? false : this.#limit;
  }

  #watched(result: unknown): unknown {
    if (result instanceof Promise) result.catch((error: unknown) => this.#breakOff(error));
    return result;
  }

  #breakOff(error: unknown): void {
    if (isOverdue(error)) void this.end().catch(() => undefined);
  }

  #settings(): { query_timeout: unknown } {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pg reads it from there for every query
    return Reflect.get(this, 'connectionParameters') as { query_timeout: unknown };
  }
}

/** pg's own error has no code. */
const isOverdue = (error: unknown): boolean => typeof error === 'object' && error !== null && 'message' in error && error.message === 'Query read timeout';
