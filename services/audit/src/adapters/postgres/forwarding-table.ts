import { type Forwarding, type ForwardingSettings, type changeForwardingContract, forwardingSettingsSchema } from '@countersign/contracts';
import type { ClientBase, Pool } from 'pg';
import type { z } from 'zod';
import { Refused, forwardingEvent } from '../../domain/index.ts';
import type { EventWriter } from './event-writer.ts';

interface Row {
  version: number;
  settings: unknown;
  forwarded: string;
  failed_at: Date | null;
  failure: string | null;
  head: string;
}

const READ = `
  SELECT version, settings, forwarded, failed_at, failure, coalesce((SELECT sequence FROM audit.event ORDER BY sequence DESC LIMIT 1), 0) AS head
  FROM audit.forwarding`;
/** One forwarder at a time, whatever the number of replicas; held as long as its connection lives. No row: there is no receiver. */
const FORWARDER_LOCK = `SELECT pg_try_advisory_lock(hashtextextended('countersign:audit:forwarder', 0)) AS locked FROM audit.forwarding WHERE settings <> 'null'`;

/** Where the trail is forwarded to and how far that is. */
export class ForwardingTable {
  /** @param now Unix milliseconds */
  constructor(private readonly pool: Pool, private readonly writer: EventWriter, private readonly now: () => number) {}

  async read(): Promise<Forwarding> {
    const { settings, version, forwarded, head, failed_at: at, failure: reason } = await readRow(this.pool);
    return {
      settings: settingsOf(settings), version, forwarded: Number(forwarded), waiting: settings === null ? 0 : Math.max(0, Number(head) - Number(forwarded)),
      failure: at === null || reason === null ? null : { at: at.toISOString(), reason },
    };
  }

  /** @throws Refused conflict: it was changed since `version` */
  async change({ settings, begin, version, actor }: z.infer<typeof changeForwardingContract.request>): Promise<Forwarding> {
    const before = settingsOf((await readRow(this.pool)).settings);
    const from = { 'go-on': 'forwarded', everything: '0', next: 'greatest(forwarded, coalesce((SELECT max(sequence) FROM audit.event), 0))' }[begin];
    await this.writer.append([forwardingEvent(before, settings, actor, this.now())], async (client) => {
      const { rowCount } = await client.query(
        `UPDATE audit.forwarding SET settings = $1, version = version + 1, forwarded = ${from}, failed_at = NULL, failure = NULL WHERE $2::int IS NULL OR version = $2`,
        [JSON.stringify(settings), version ?? null]);
      if (rowCount === 0) throw new Refused('conflict');
    });
    return this.read();
  }

  /** The right to forward, or undefined: another replica has it, or there is no receiver. `lost` is called when the connection that holds it breaks. */
  async claim(lost: () => void): Promise<ForwardingClaim | undefined> {
    const client = await this.pool.connect();
    client.on('error', lost);
    try {
      const { rows: [row] } = await client.query<{ locked: boolean }>(FORWARDER_LOCK);
      if (row?.locked) return new ForwardingClaim(client, (error) => { client.off('error', lost); client.release(error); });
    } catch (error) {
      client.off('error', lost);
      client.release(true);
      throw error;
    }
    client.off('error', lost);
    client.release();
    return undefined;
  }
}

/** Held by the one replica that forwards; all it does goes through the connection that holds the lock. */
export class ForwardingClaim {
  constructor(private readonly client: ClientBase, private readonly release: (destroy: boolean) => void) {}

  async read(): Promise<{ settings: ForwardingSettings | null; version: number; forwarded: number }> {
    const { settings, version, forwarded } = await readRow(this.client);
    return { settings: settingsOf(settings), version, forwarded: Number(forwarded) };
  }

  /** The receiver has everything up to here; of no effect once the settings have changed. */
  async confirm(forwarded: number, version: number): Promise<void> {
    await this.client.query('UPDATE audit.forwarding SET forwarded = $1, failed_at = NULL, failure = NULL WHERE version = $2 AND forwarded < $1', [forwarded, version]);
  }

  /** Why the receiver got nothing; of no effect once the settings have changed. */
  async failed(reason: string, version: number): Promise<void> {
    await this.client.query('UPDATE audit.forwarding SET failed_at = now(), failure = $1 WHERE version = $2', [reason, version]);
  }

  /** Ends the connection, and with it the lock. */
  end(): void {
    this.release(true);
  }
}

async function readRow(database: Pool | ClientBase): Promise<Row> {
  const { rows: [row] } = await database.query<Row>(READ);
  if (!row) throw new Error('audit.forwarding has no row');
  return row;
}

const settingsOf = (settings: unknown): ForwardingSettings | null => (settings === null ? null : forwardingSettingsSchema.parse(settings));
