import { Readable, Writable, finished } from 'node:stream';
import pg from 'pg';

type Query = (...values: unknown[]) => unknown;
type Done = (error: unknown, result?: unknown) => void;

/**
 * A connection that is broken off when an answer is overdue. pg alone would tell the caller and go on to wait: the
 * ROLLBACK that follows, and whoever gets the connection from the pool next, would stand behind the same silence.
 *
 * The limit is pg's `query_timeout`, of the connection or of a query, but pg is asked with a callback and without a limit
 * of its own. With its promises or its timers, V8's collector of young objects takes every query, its rows and its values
 * for alive (8.23 on Node.js 24; why, is not known): all of them grow old, and half of the collector's work was theirs.
 */
export class ImpatientClient extends pg.Client {
  readonly #limitMs: number;
  #hurried = true;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pg reads it from there for every query
    const settings = Reflect.get(this, 'connectionParameters') as { query_timeout: unknown };
    this.#limitMs = Number(settings.query_timeout) || 0;
    settings.query_timeout = false;
    // A property and no method: pg's overloads cannot be overridden with one signature.
    const query: Query = this.query.bind(this);
    Object.defineProperty(this, 'query', { value: (...values: unknown[]) => this.#asked(query, values), writable: true, configurable: true });
  }

  /** From now on an answer takes as long as it does, or no longer than it may again: for statements without a limit. */
  unhurried(on: boolean): void {
    this.#hurried = !on;
  }

  #asked(query: Query, values: unknown[]): unknown {
    while (values.length > 1 && values.at(-1) === undefined) values.pop();
    const [config, ...others] = values;
    if (isSubmittable(config)) return this.#submitted(query, config, others);
    const limitMs = this.#limitOf(config);
    const asked = [withoutLimit(config), ...others];
    const callback = asked.at(-1);
    if (typeof callback === 'function') return this.#watched(query, asked.slice(0, -1), limitMs, (error, result) => { callback(error, result); });
    return this.#promised(query, asked, limitMs);
  }

  async #promised(query: Query, values: readonly unknown[], limitMs: number): Promise<unknown> {
    try {
      return await new Promise((resolve, reject) => {
        this.#watched(query, values, limitMs, (error, result) => {
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

  #watched(query: Query, values: readonly unknown[], limitMs: number, done: Done): void {
    let isOver = false;
    const end: Done = (error, result) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      done(error, result);
    };
    const timer = limitMs > 0 ? setTimeout(() => {
      // First: who is told may give the connection back to its pool at once.
      this.#breakOff();
      end(new Error('Query read timeout'));
    }, limitMs) : undefined;
    try {
      query(...values, end);
    } catch (error) {
      clearTimeout(timer);
      throw error;
    }
  }

  /** A stream of rows (COPY) fails with its connection. What else pg runs for others, such as a cursor, has no limit. */
  #submitted(query: Query, config: object, others: readonly unknown[]): unknown {
    const limitMs = this.#limitOf(config);
    const result = query(config, ...others);
    if ((config instanceof Readable || config instanceof Writable) && limitMs > 0) {
      const timer = setTimeout(() => this.#breakOff(), limitMs);
      finished(config, () => clearTimeout(timer));
    }
    return result;
  }

  #limitOf(config: unknown): number {
    const own = typeof config === 'object' && config !== null && 'query_timeout' in config ? Number(config.query_timeout) : 0;
    return own || (this.#hurried ? this.#limitMs : 0);
  }

  /** Whoever waits hears of it. Left to pg, a connection that is sent several queries at once would wait for their answers. */
  #breakOff(): void {
    void this.end().catch(() => undefined);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pg's types leave out its socket
    (this as unknown as { readonly connection: { readonly stream: Writable } }).connection.stream.destroy();
  }
}

/** As pg tells them. */
const isSubmittable = (config: unknown): config is object => typeof config === 'object' && config !== null && 'submit' in config && typeof config.submit === 'function';

const withoutLimit = (config: unknown): unknown =>
  (typeof config === 'object' && config !== null && 'query_timeout' in config ? { ...config, query_timeout: undefined } : config);
