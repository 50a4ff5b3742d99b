import { DataSource, QueryFailedError, type QueryRunner } from 'typeorm';
import type { Actor } from '@countersign/contracts';
import { changeEvent, type Change } from '../../application/change-event.ts';
import type { Surroundings } from '../../application/ports.ts';
import { Refused } from '../../domain/refused.ts';
import { uuidV7 } from '../../domain/uuid-v7.ts';
import type { Sql } from './sql.ts';

/** A transaction that leaves its record: what it did goes to the outbox with it. */
export interface ChangeSql extends Sql {
  record(change: Change): void;
  newId(): string;
}

/** Schema `directory` as the runtime role sees it. */
export class DirectoryDatabase {
  readonly #source: DataSource;
  readonly #surroundings: Surroundings;
  readonly #committed: () => void;

  /** @param committed called after each commit that put events into the outbox */
  constructor(url: string, poolSize: number, surroundings: Surroundings, committed: () => void) {
    this.#source = new DataSource({ type: 'postgres', url, schema: 'directory', poolSize, installExtensions: false });
    this.#surroundings = surroundings;
    this.#committed = committed;
  }

  async open(): Promise<void> {
    await this.#source.initialize();
  }

  async close(): Promise<void> {
    if (this.#source.isInitialized) await this.#source.destroy();
  }

  async read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const runner = this.#source.createQueryRunner();
    try {
      return await work(sqlOf(runner));
    } catch (error) {
      throw refusalOf(error);
    } finally {
      await runner.release();
    }
  }

  /** Runs the work and writes its audit events in one transaction: no change without its record. */
  async change<T>(actor: Actor, work: (sql: ChangeSql) => Promise<T>): Promise<T> {
    const runner = this.#source.createQueryRunner();
    const changes: Change[] = [];
    try {
      await runner.startTransaction();
      const sql: ChangeSql = { ...sqlOf(runner), record: (change) => { changes.push(change); }, newId: () => this.newId() };
      const result = await work(sql);
      if (changes.length > 0) {
        const at = new Date(this.#surroundings.now());
        const events = changes.map((change) => changeEvent(change, actor, { id: this.newId(), at }));
        await sql.run('INSERT INTO directory.outbox (id, events) VALUES ($1, $2)', [this.newId(), JSON.stringify(events)]);
      }
      await runner.commitTransaction();
      if (changes.length > 0) this.#committed();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => {}); // the first error is the one to report
      throw refusalOf(error);
    } finally {
      await runner.release();
    }
  }

  newId(): string {
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

function withIsoTimes(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]));
}

/** The refusals that the database speaks; anything else stays an error. */
function refusalOf(error: unknown): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeORM types the driver's error as any
  const code = error instanceof QueryFailedError ? (error.driverError as { code?: unknown }).code : undefined;
  switch (code) {
    case '23505': // unique_violation
      return new Refused('already-exists', 'There is one with this name, number or address already.');
    case '23503': // foreign_key_violation
      return new Refused('conflict', 'It refers to something that does not exist, or something belongs to it.');
    case '22P02': // invalid_text_representation
    case '22007': // invalid_datetime_format
    case '22008': // datetime_field_overflow
      return new Refused('bad-request', 'A value has no meaning to the directory.');
    default:
      return error;
  }
}
