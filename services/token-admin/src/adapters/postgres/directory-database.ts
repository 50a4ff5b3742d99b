import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource, type QueryRunner } from 'typeorm';
import { type ConnectionTimes, ImpatientClient, connectionOptions, unhurriedTimes } from '@countersign/persistence';
import { changeEvent } from '../../application/change-event.ts';
import type { Surroundings } from '../../application/ports.ts';
import type { Change } from '../../application/recorded-change.ts';
import { systemCaller, type Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { uuidV7 } from '../../domain/uuid-v7.ts';
import { refusalOf } from './database-refusals.ts';
import type { Sql } from './sql.ts';
import { unlessSilent } from './unless-silent.ts';

/** A transaction that leaves its record: what it did goes to the outbox with it. */
export interface ChangeSql extends Sql {
  record(change: Change): void;
  /** Writes the events of these changes at once: a million of them stay in no memory, and what goes back to a savepoint takes them along. */
  recordNow(changes: readonly Change[]): Promise<void>;
  newId(): string;
  /** The statements that follow, and what is done between them, take as long as they do: a million rows take longer than anything else that is asked. */
  unhurried(): Promise<void>;
  /** Between the statements that follow there may pass any time: they wait for a file that arrives slowly. */
  mayIdle(): Promise<void>;
  /** Runs `COPY … FROM STDIN` with rows in its text format. */
  copy(statement: string, rows: AsyncIterable<string>): Promise<void>;
}

export interface DirectoryDatabaseOptions {
  /** Of the runtime role. */
  readonly url: string;
  readonly connections: number;
  /** After this the database ends a statement. */
  readonly statementTimeoutMs: number;
  readonly times: ConnectionTimes;
  readonly surroundings: Surroundings;
  /** Called after each commit that put events into the outbox. */
  readonly committed: () => void;
  /** Asks the database anything, over another connection: who waits for long finds out whether it is there. */
  readonly probe: () => Promise<unknown>;
}

const CANCEL_EVERY_MS = 200;

/** A host that vanished is still noticed: the system's probes find nobody. */
const MAY_IDLE = 'SET LOCAL idle_in_transaction_session_timeout = 0';

/** Schema `directory` as the runtime role sees it. */
export class DirectoryDatabase {
  readonly #source: DataSource;
  readonly #surroundings: Surroundings;
  readonly #committed: () => void;
  readonly #probe: () => Promise<unknown>;

  constructor({ url, connections, statementTimeoutMs, times, surroundings, committed, probe }: DirectoryDatabaseOptions) {
    this.#source = new DataSource({
      type: 'postgres', url, schema: 'directory', poolSize: connections, installExtensions: false, applicationName: 'countersign-token-admin',
      extra: { ...connectionOptions(statementTimeoutMs, unhurriedTimes(times)), Client: ImpatientClient },
    });
    this.#surroundings = surroundings;
    this.#committed = committed;
    this.#probe = probe;
  }

  async open(): Promise<void> {
    await this.#source.initialize();
  }

  async close(): Promise<void> {
    if (this.#source.isInitialized) await this.#source.destroy();
  }

  /** @throws Refused what the database refuses by a name of ours, unavailable when it is silent; anything else as it is */
  async read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return unlessSilent(this.#read(work), this.#probe);
  }

  async #read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const runner = this.#runner();
    try {
      return await work(sqlOf(runner));
    } catch (error) {
      throw refusalOf(error);
    } finally {
      await runner.release();
    }
  }

  /** Runs bookkeeping that leaves no record in one transaction. @throws as {@link change} */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.change(systemCaller('bookkeeping'), work);
  }

  /**
   * Runs the work and writes its audit events in one transaction: no change without its record.
   * @param signal ends the transaction, and the statement that it is at
   * @throws Refused what the database refuses by a name of ours, unavailable when a statement's answer is overdue – nobody
   * asks before that whether it is there; anything else as it is
   */
  async change<T>(caller: Caller, work: (sql: ChangeSql) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const runner = this.#runner();
    const changes: Change[] = [];
    let hasRecorded = false;
    let patient: ImpatientClient | undefined;
    let canceller: { settled(): Promise<void> } | undefined;
    try {
      if (signal !== undefined) canceller = await this.#cancelling(runner, signal);
      signal?.throwIfAborted();
      await runner.startTransaction();
      const sql: ChangeSql = {
        ...sqlOf(runner), record: (change) => { changes.push(change); },
        recordNow: async (done) => {
          hasRecorded = true;
          await this.#store(sql, done, caller);
        },
        newId: () => this.#newId(), copy: async (statement, rows) => copyInto(runner, statement, rows),
        unhurried: async () => { patient = await unhurried(runner); }, mayIdle: async () => { await runner.query(MAY_IDLE); },
      };
      await caller.claim?.((text, values) => sql.run(text, values));
      const result = await work(sql);
      if (changes.length > 0) await this.#store(sql, changes, caller);
      await runner.commitTransaction();
      if (changes.length > 0 || hasRecorded) this.#committed();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => {}); // the first error is the one to report
      throw refusalOf(error);
    } finally {
      await canceller?.settled();
      patient?.unhurried(false);
      await runner.release();
    }
  }

  /**
   * Once the signal has aborted, ends whatever statement the connection is at, again and again: one that is only on its
   * way would not notice. Settled, it ends nobody else's.
   */
  async #cancelling(runner: QueryRunner, signal: AbortSignal): Promise<{ settled(): Promise<void> }> {
    const { processID } = await clientOf(runner);
    let [timer, ending]: [NodeJS.Timeout | undefined, Promise<unknown>] = [undefined, Promise.resolve()];
    const end = (): void => {
      ending = ending.then(async () => this.read(async (sql) => sql.rows('SELECT pg_cancel_backend($1)', [processID]))).catch(() => {});
    };
    const aborted = (): void => {
      end();
      timer = setInterval(end, CANCEL_EVERY_MS);
    };
    signal.addEventListener('abort', aborted, { once: true });
    return {
      settled: async () => {
        signal.removeEventListener('abort', aborted);
        clearInterval(timer);
        await ending;
      },
    };
  }

  async #store(sql: Sql, changes: readonly Change[], { actor }: Caller): Promise<void> {
    const at = new Date(this.#surroundings.now());
    const events = changes.map((change) => changeEvent(change, actor, { id: this.#newId(), at }));
    await sql.run('INSERT INTO directory.outbox (id, events) VALUES ($1, $2)', [this.#newId(), JSON.stringify(events)]);
  }

  /** @throws Refused until the database was there for the first time */
  #runner(): QueryRunner {
    if (!this.#source.isInitialized) throw new Refused('unavailable', 'The database does not answer.');
    return this.#source.createQueryRunner();
  }

  #newId(): string {
    return uuidV7(this.#surroundings.now(), this.#surroundings.random);
  }
}

function sqlOf(runner: QueryRunner): Sql {
  return {
    rows: async <Row>(text: string, values: readonly unknown[] = []) => {
      const { records } = (await runner.query(text, [...values], true)) as { records: Record<string, unknown>[] };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller names the columns it selects
      return records.map((record) => withIsoTimes(record) as Row);
    },
    run: async (text, values = []) => (await runner.query(text, [...values], true)).affected ?? 0,
  };
}

async function unhurried(runner: QueryRunner): Promise<ImpatientClient> {
  const client = await clientOf(runner);
  await client.query(`SET LOCAL statement_timeout = 0; ${MAY_IDLE}`);
  client.unhurried(true);
  return client;
}

async function copyInto(runner: QueryRunner, statement: string, rows: AsyncIterable<string>): Promise<void> {
  const client = await clientOf(runner);
  await pipeline(Readable.from(rows, { objectMode: true, highWaterMark: 1 }), client.query(copyFrom(statement)));
}

type Connected = PoolClient & ImpatientClient & { readonly processID: number };

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what TypeORM's driver for PostgreSQL connects with
const clientOf = async (runner: QueryRunner): Promise<Connected> => await runner.connect() as Connected;

function withIsoTimes(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]));
}
