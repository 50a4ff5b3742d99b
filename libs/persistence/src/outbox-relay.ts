import { hash } from 'node:crypto';
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

/** Rows share a message up to this size: a reader who takes many messages at once holds them all in memory. */
const GATHERED_BYTES = 64 * 1024;

/** What stands around the events, generously. */
const FRAME_BYTES = 64;

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
 * relay any row; a relay that is killed in between has its rows published again, and whoever reads knows the events.
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
      await Promise.all(messagesOf(rows.map(({ events }) => events)).map((message) => this.publish(message)));
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

  /** Its id says what it carries: whoever relays the same rows with others beside them sends another message. */
  private async publish(message: Uint8Array): Promise<void> {
    await this.options.publish(this.options.subject, hash('sha256', message, 'base64url'), message);
  }
}

/**
 * The messages that carry the events of some rows, in their order. Small rows share one: a message costs the stream and
 * its reader the same, however little is in it. A row above 256 KiB is split; a single event is never cut.
 *
 * @param rows arrays of events, as JSON text
 */
export function messagesOf(rows: readonly string[]): Uint8Array[] {
  const gathered = new GatheredEvents(GATHERED_BYTES);
  for (const row of rows) {
    const events = row.slice(1, -1);
    if (Buffer.byteLength(events, 'utf8') + FRAME_BYTES > MESSAGE_MAXIMUM_BYTES) gathered.addMessages(split(row));
    else if (events.trim() !== '') gathered.add(events);
  }
  return gathered.end();
}

function split(row: string): Uint8Array[] {
  const events: unknown = JSON.parse(row);
  if (!Array.isArray(events)) throw new TypeError('an outbox row holds an array of events');
  const gathered = new GatheredEvents(MESSAGE_MAXIMUM_BYTES);
  for (const event of events) gathered.add(JSON.stringify(event));
  return gathered.end();
}

/** Events on their way into messages; a message has as many as fit, and one at least. */
class GatheredEvents {
  private readonly messages: Uint8Array[] = [];
  private texts: string[] = [];
  private bytes = FRAME_BYTES;

  constructor(private readonly mostBytes: number) {}

  /** @param events JSON, with commas between them */
  add(events: string): void {
    const size = Buffer.byteLength(events, 'utf8') + 1;
    if (this.bytes + size > this.mostBytes) this.close();
    this.texts.push(events);
    this.bytes += size;
  }

  addMessages(messages: readonly Uint8Array[]): void {
    this.close();
    this.messages.push(...messages);
  }

  end(): Uint8Array[] {
    this.close();
    return this.messages;
  }

  private close(): void {
    if (this.texts.length > 0) this.messages.push(Buffer.from(`{"events":[${this.texts.join(',')}]}`, 'utf8'));
    this.texts = [];
    this.bytes = FRAME_BYTES;
  }
}

async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('rollback failed');
  }
}
