import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, QueryConfig } from 'pg';
import { inTransaction } from './transaction.ts';

export interface OutboxRelayOptions {
  readonly pool: Pool;
  readonly schema: string;
  /** Resolves when the stream has the message durably; repeats of an id are harmless. */
  readonly publish: (subject: string, id: string, data: Uint8Array) => Promise<void>;
  readonly subject: string;
  /** At most. */
  readonly rowsPerTurn?: number;
  /** How long after a commit others may join before they are relayed together, in milliseconds. */
  readonly gatherMs?: number;
  /** How often to look when nobody calls `wake`. */
  readonly pollMs?: number;
  readonly onError?: (error: unknown) => void;
}

/** Work that goes first: while it lasts, only what has waited for so many milliseconds is relayed. */
export interface FirstWork {
  readonly isUnderWay: () => boolean;
  readonly waitMs: number;
}

/** Largest message in bytes: the record of 256 sign-ins, a full turn of auth, is not split. NATS refuses more than a megabyte by default. */
export const MESSAGE_MAXIMUM_BYTES = 384 * 1024;

/** Rows share a message up to this size: a reader who takes many messages at once holds them all in memory. */
const GATHERED_BYTES = 64 * 1024;

/** What stands around the events, generously. */
const FRAME_BYTES = 64;

/** Unnoticed by whoever watches the trail, and many commits of a busy service. */
const GATHER_MS = 100;

/** How soon to look again whether the work that goes first is done. */
const LOOK_AGAIN_MS = 20;

/**
 * What a turn carries. A row is as large as the crowd whose record it is, 1 KB or 200: how many make this is known by those
 * of the turn before. More at once would be more memory, fewer more transactions.
 */
const TURN_BYTES = 1.5 * 1024 * 1024;
const FIRST_ROWS = 25;
const MOST_ROWS = 100;

/**
 * A full outbox is emptied no faster than this: its reader takes longer in any case, and buffers that follow one another at
 * once are freed late.
 */
const BYTES_PER_MS = 14 * 1024;

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
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private turning: Promise<void> | undefined;
  /** Since when something has waited, as `performance.now()` has it; undefined: nothing is known to wait. */
  private waitingSince: number | undefined;
  /** The same of what was committed while a turn was under way. */
  private wokenSince: number | undefined;
  private firstWork: FirstWork | undefined;

  constructor(private readonly options: OutboxRelayOptions) {}

  start(firstWork?: FirstWork): void {
    this.firstWork = firstWork;
    this.turnNow();
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** After a commit: there is something to relay. */
  wake(): void {
    if (this.stopped) return;
    if (this.turning) {
      this.wokenSince ??= performance.now();
      return;
    }
    if (this.waitingSince !== undefined) return;
    this.waitingSince = performance.now();
    this.turnIn(this.gatherMs);
  }

  /** Lets the turn that is under way finish. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.turning;
  }

  private turnIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), ms);
  }

  private look(): void {
    if (this.waitingSince !== undefined && performance.now() - this.waitingSince < this.leastAgeMs) this.turnIn(LOOK_AGAIN_MS);
    else this.turnNow();
  }

  /** Younger rows stay. */
  private get leastAgeMs(): number {
    return this.firstWork?.isUnderWay() ? this.firstWork.waitMs : 0;
  }

  private turnNow(): void {
    this.turning = this.drain().then((left) => {
      this.turning = undefined;
      if (this.stopped) return;
      // What is left is old enough, or will be: it is not waited for from the beginning.
      this.waitingSince = left === 'nothing' ? this.wokenSince : this.waitingSince ?? -Infinity;
      this.wokenSince = undefined;
      this.turnIn(left === 'failed' || this.waitingSince === undefined ? this.options.pollMs ?? 1000 : this.gatherMs);
    });
  }

  /** Relays until nothing is left, or what is younger than it must be. */
  private async drain(): Promise<'nothing' | 'younger' | 'failed'> {
    const { rowsPerTurn = MOST_ROWS } = this.options;
    let asked = Math.min(FIRST_ROWS, rowsPerTurn);
    try {
      while (!this.stopped) {
        const { leastAgeMs } = this;
        const { rows, bytes } = await this.turn(asked, leastAgeMs);
        if (rows < asked) return leastAgeMs === 0 ? 'nothing' : 'younger';
        asked = Math.min(Math.ceil(TURN_BYTES * rows / bytes), rowsPerTurn);
        await pause(bytes / BYTES_PER_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
      return 'younger';
    } catch (error) {
      this.options.onError?.(error);
      return 'failed';
    }
  }

  private get gatherMs(): number {
    return this.options.gatherMs ?? GATHER_MS;
  }

  /** Relays some rows; returns how many, and of how many bytes. */
  private async turn(most: number, leastAgeMs: number): Promise<{ readonly rows: number; readonly bytes: number }> {
    const { pool, schema } = this.options;
    return inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ id: string; events: string }>(take(schema, most, leastAgeMs));
      const messages = messagesOf(rows.map(({ events }) => events));
      await Promise.all(messages.map((message) => this.publish(message)));
      if (rows.length > 0) {
        await client.query({
          name: `relayed-${schema}`, values: [rows.map(({ id }) => id)], text: `DELETE FROM ${schema}.outbox WHERE id = ANY($1::uuid[])`,
        });
      }
      return { rows: rows.length, bytes: messages.reduce((sum, { length }) => sum + length, 0) };
    }, BEGIN);
  }

  /** Its id says what it carries: whoever relays the same rows with others beside them sends another message. */
  private async publish(message: Uint8Array): Promise<void> {
    await this.options.publish(this.options.subject, hash('sha256', message, 'base64url'), message);
  }
}

/** Some rows, the oldest first. What was written before the database's clock was set back is old enough. */
function take(schema: string, rows: number, leastAgeMs: number): QueryConfig {
  const text = (condition: string): string =>
    `SELECT id, events::text AS events FROM ${schema}.outbox ${condition} ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`;
  return leastAgeMs === 0
    ? { name: `take-${schema}`, values: [rows], text: text('') }
    : { name: `take-older-${schema}`, values: [rows, leastAgeMs / 1000], text: text('WHERE created_at <= now() - make_interval(secs => $2) OR created_at > clock_timestamp()') };
}

/**
 * The messages that carry the events of some rows, in their order. Small rows share one: a message costs the stream and
 * its reader the same, however little is in it. A row above 384 KiB is split; a single event is never cut.
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

/** Written piece by piece: a text of the whole message, which is large, would be one more copy to collect. */
function framed(texts: readonly string[], atMost: number): Uint8Array {
  const message = Buffer.allocUnsafeSlow(atMost);
  let end = message.write('{"events":[', 'latin1');
  for (const [index, text] of texts.entries()) {
    if (index > 0) end += message.write(',', end, 'latin1');
    end += message.write(text, end, 'utf8');
  }
  end += message.write(']}', end, 'latin1');
  return message.subarray(0, end);
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
    if (this.texts.length > 0) this.messages.push(framed(this.texts, this.bytes));
    this.texts = [];
    this.bytes = FRAME_BYTES;
  }
}
