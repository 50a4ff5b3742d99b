import pg from 'pg';

type Query = (...values: unknown[]) => unknown;
type Done = (error: unknown, result?: unknown) => void;

/**
 * A connection that is broken off when an answer is overdue. pg alone would tell the caller and go on to wait: the
 * ROLLBACK that follows, and whoever gets the connection from the pool next, would stand behind the same silence.
 *
 * The limit is pg's `query_timeout`, but pg is asked with a callback and without a limit of its own. With its promises or
 * its timers, V8's collector of young objects takes every query, its rows and its values for alive (8.23 on Node.js 24;
 * why, is not known): all of them grow old, and half of the collector's work was theirs.
 */
export class ImpatientClient extends pg.Client {
  readonly #limitMs: number;
  #hurried = true;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.#limitMs = Number(this.#settings().query_timeout) || 0;
    this.#settings().query_timeout = false;
    const query: Query = this.query.bind(this);
    Object.defineProperty(this, 'query', { value: (...values: unknown[]) => this.#asked(query, values), writable: true });
  }

  /** From now on an answer takes as long as it does, or no longer than it may again: for statements without a limit. */
  unhurried(on: boolean): void {
    this.#hurried = !on;
  }

  #asked(query: Query, values: unknown[]): unknown {
    if (isWatchedByPg(values[0])) return this.#watchedByPg(query, values);
    const callback = values.at(-1);
    if (typeof callback === 'function') return this.#watched(query, values.slice(0, -1), (error, result) => { callback(error, result); });
    return this.#promised(query, values);
  }

  async #promised(query: Query, values: unknown[]): Promise<unknown> {
    try {
      return await new Promise((resolve, reject) => {
        this.#watched(query, values, (error, result) => {
          if (error) reject(error instanceof Error ? error : new Error('the query failed', { cause: error }));
          else resolve(result);
        });
      });
    } catch (error) {
      // Who asked stands in the stack, as with pg's own promises, and not who read from the socket.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    }
  }

  #watched(query: Query, values: unknown[], done: Done): void {
    let isOver = false;
    const end: Done = (error, result) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      done(error, result);
    };
    const timer = this.#hurried && this.#limitMs > 0 ? setTimeout(() => {
      end(new Error('Query read timeout'));
      this.#breakOff();
    }, this.#limitMs) : undefined;
    query(...values, end);
  }

  #watchedByPg(query: Query, values: unknown[]): unknown {
    const settings = this.#settings();
    settings.query_timeout = this.#hurried && this.#limitMs > 0 ? this.#limitMs : false;
    const result = query(...values);
    settings.query_timeout = false;
    if (result instanceof Promise) result.catch((error: unknown) => { if (isOverdue(error)) this.#breakOff(); });
    return result;
  }

  #breakOff(): void {
    void this.end().catch(() => undefined);
  }

  #settings(): { query_timeout: unknown } {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pg reads it from there for every query
    return Reflect.get(this, 'connectionParameters') as { query_timeout: unknown };
  }
}

/** What has a limit of its own, and streams (COPY), which are no statement with an answer. */
function isWatchedByPg(config: unknown): boolean {
  return typeof config === 'object' && config !== null && ('submit' in config || 'query_timeout' in config);
}

/** pg's own error has no code. */
const isOverdue = (error: unknown): boolean => typeof error === 'object' && error !== null && 'message' in error && error.message === 'Query read timeout';
