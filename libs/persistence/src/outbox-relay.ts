import type { Pool, PoolClient } from 'pg';

export interface OutboxRelayOptions {
  readonly pool: Pool;
  readonly schema: string;
  /** Resolves when the stream has the message durably; repeats of an id are harmless. */
  readonly publish: (subject: string, id: string, data: Uint8Array) => Promise<void>;
  readonly subject: string;
  readonly rowsPerTurn?: number;
  /** How long after a commit others may join before they are relayed together, in milliseconds. */
  readonly gatherMs?: number;
  /** How often to look when nobody calls `wake`. */
  readonly pollMs?: number;
  readonly onError?: (error: unknown) => void;
}

/** Largest message in bytes; NATS refuses more than a megabyte by default. */
export const MESSAGE_MAXIMUM_BYTES = 256 * 1024;

/** Unnoticed by whoever watches the trail, and many commits of a busy service. */
const GATHER_MS = 100;

const ROWS_PER_TURN = 50;

/**
 * What is deleted and comes back when the database's machine dies is published again: no commit need wait for the disk. One
 * plan by the key does for an empty outbox and a full one.
 */
const BEGIN = `BEGIN; SET LOCAL synchronous_commit = off;
  SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off`;

/**
 * Carries committed outbox rows to the stream: publish, and only what was acknowledged is deleted. Any replica may
 * relay any row; a relay that is killed in between has its rows published again, under the same ids.
 */
export class OutboxRelay {
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private turning: Promise<void> | undefined;
  private gathering = false;
  private again = false;

  constructor(private readonly options: OutboxRelayOptions) {}

  start(): void {
    this.turnNow();
  }

  /** After a commit: there is something to relay. */
  wake(): void {
    if (this.stopped) return;
    if (this.turning) {
      this.again = true;
      return;
    }
    if (this.gathering) return;
    this.gathering = true;
    this.turnIn(this.options.gatherMs ?? GATHER_MS);
  }

  /** Lets the turn that is under way finish. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.turning;
  }

  private turnIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.turnNow(), ms);
  }

  private turnNow(): void {
    this.gathering = false;
    this.turning = this.drain().finally(() => {
      this.turning = undefined;
      if (this.stopped) return;
      const { again } = this;
      this.again = false;
      if (again) this.wake();
      else this.turnIn(this.options.pollMs ?? 1000);
    });
  }

  private async drain(): Promise<void> {
    try {
      while (!this.stopped && await this.turn() === this.rowsPerTurn);
    } catch (error) {
      this.options.onError?.(error);
    }
  }

  private get rowsPerTurn(): number {
    return this.options.rowsPerTurn ?? ROWS_PER_TURN;
  }

  /** Relays some rows; returns how many. */
  private async turn(): Promise<number> {
    const { pool, schema } = this.options;
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(BEGIN);
      const { rows } = await client.query<{ id: string; events: string }>({
        name: `take-${schema}`, values: [this.rowsPerTurn],
        text: `SELECT id, events::text AS events FROM ${schema}.outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      });
      await Promise.all(rows.map((row) => this.publishRow(row)));
      if (rows.length > 0) {
        await client.query({
          name: `relayed-${schema}`, values: [rows.map(({ id }) => id)], text: `DELETE FROM ${schema}.outbox WHERE id = ANY($1::uuid[])`,
        });
      }
      await client.query('COMMIT');
      return rows.length;
    } catch (error) {
      broken = await rollback(client);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  private async publishRow({ id, events }: { id: string; events: string }): Promise<void> {
    for (const [part, data] of messagesOf(events).entries()) await this.options.publish(this.options.subject, `${id}.${part}`, data);
  }
}

/**
 * The messages that carry the events of a row: one as a rule, several when it is larger than 256 KiB. A single event is
 * never cut.
 *
 * @param json an array of events, as JSON text
 */
export function messagesOf(json: string): Uint8Array[] {
  const message = Buffer.from(`{"events":${json}}`, 'utf8');
  if (message.length <= MESSAGE_MAXIMUM_BYTES) return json === '[]' ? [] : [message];
  const events: unknown = JSON.parse(json);
  if (!Array.isArray(events)) throw new TypeError('an outbox row holds an array of events');
  return splitEvents(events);
}

function splitEvents(events: readonly unknown[]): Uint8Array[] {
  const messages: Uint8Array[] = [];
  let texts: string[] = [];
  let bytes = 0;
  const close = (): void => {
    if (texts.length > 0) messages.push(Buffer.from(`{"events":[${texts.join(',')}]}`, 'utf8'));
    texts = [];
    bytes = 0;
  };
  for (const event of events) {
    const text = JSON.stringify(event);
    const size = Buffer.byteLength(text, 'utf8') + 1;
    if (bytes + size > MESSAGE_MAXIMUM_BYTES - 64) close();
    texts.push(text);
    bytes += size;
  }
  close();
  return messages;
}

async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('rollback failed');
  }
}
