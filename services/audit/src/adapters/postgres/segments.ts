import type { KeyedMac } from '@countersign/crypto';
import { constantTimeEqual } from '@countersign/crypto';
import { inTransaction } from '@countersign/persistence';
import type { Pool } from 'pg';
import { type ChainHead, CHAIN_START, type Seal, type Segment, endOf, removalText, sealText } from '../../domain/index.ts';
import { WRITER_LOCK } from './event-writer.ts';
import { monthOf } from './partitions.ts';

interface SegmentRow {
  name: string;
  first_sequence: string;
  last_sequence: string;
  before: Buffer;
  digest: Buffer;
  signature: Buffer;
  removal: Buffer | null;
  attached: boolean;
}

/** A segment and when its month was over. */
export interface DatedSegment extends Segment {
  readonly endedAt: number;
  /** Its removal was ordered; it may still be there. */
  readonly ordered: boolean;
}

/** Seals of the months that are over, and orders to remove them, signed with the checkpoint key. */
export class Segments {
  constructor(private readonly pool: Pool, private readonly mac: KeyedMac) {}

  /** In the order of the chain. */
  async all(): Promise<DatedSegment[]> {
    const { rows } = await this.pool.query<SegmentRow>(`
      SELECT segment.name, first_sequence, last_sequence, before, digest, segment.signature, removal.signature AS removal,
        EXISTS (SELECT FROM pg_inherits WHERE inhparent = 'audit.event'::regclass AND inhrelid = to_regclass('audit.' || segment.name)) AS attached
      FROM audit.segment LEFT JOIN audit.segment_removal AS removal USING (name) ORDER BY first_sequence`);
    return rows.map(({ signature, removal, attached, ...row }) => {
      const seal: Seal = { name: row.name, first: Number(row.first_sequence), last: Number(row.last_sequence), before: row.before, digest: row.digest };
      return {
        ...seal, removed: removal !== null && !attached, ordered: removal !== null, endedAt: endOfMonth(row.name),
        authentic: constantTimeEqual(signature.toString('hex'), this.sign(sealText(seal)).toString('hex'))
          && (removal === null || constantTimeEqual(removal.toString('hex'), this.sign(removalText(seal)).toString('hex'))),
      };
    });
  }

  /** Seals every month that was over at `overBy` (Unix milliseconds) and is not sealed. @returns the new seals */
  async seal(overBy: number): Promise<Seal[]> {
    const sealed = await this.all();
    const newest = sealed.at(-1);
    let end: ChainHead = newest ? endOf(newest) : CHAIN_START;
    const made: Seal[] = [];
    for (const name of await this.partitions()) {
      if (endOfMonth(name) > overBy || sealed.some((segment) => segment.name === name)) continue;
      const seal = await this.sealOne(name, end, overBy);
      if (!seal) continue;
      made.push(seal);
      end = endOf(seal);
    }
    return made;
  }

  /** Orders a segment to go. */
  async order(seal: Seal, now: number): Promise<void> {
    await this.pool.query('INSERT INTO audit.segment_removal (name, ordered_at, signature) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [seal.name, new Date(now), this.sign(removalText(seal))]);
  }

  private async sealOne(name: string, end: ChainHead, now: number): Promise<Seal | undefined> {
    return inTransaction(this.pool, async (client) => {
      await client.query(WRITER_LOCK);
      const month = [new Date(monthOf(endOfMonth(name), -1)), new Date(endOfMonth(name))];
      const edge = async (order: 'ASC' | 'DESC') => (await client.query<{ sequence: string; digest: Buffer }>(
        `SELECT sequence, digest FROM audit.event WHERE recorded_at >= $1 AND recorded_at < $2 ORDER BY sequence ${order} LIMIT 1`, month)).rows[0];
      const [first, last] = [await edge('ASC'), await edge('DESC')];
      if (!first || !last) return undefined;
      const seal: Seal = { name, first: Number(first.sequence), last: Number(last.sequence), before: end.digest, digest: last.digest };
      await client.query(`
        INSERT INTO audit.segment (name, first_sequence, last_sequence, before, digest, sealed_at, signature)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [name, seal.first, seal.last, seal.before, seal.digest, new Date(now), this.sign(sealText(seal))]);
      return seal;
    });
  }

  /** The partitions that are attached, the oldest first. */
  private async partitions(): Promise<string[]> {
    const { rows } = await this.pool.query<{ name: string }>(`
      SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
      WHERE inhparent = 'audit.event'::regclass AND relname ~ '^event_[0-9]{4}_[0-9]{2}$' ORDER BY relname`);
    return rows.map(({ name }) => name);
  }

  private sign(text: string): Buffer {
    return this.mac.mac(Buffer.from(text, 'utf8'));
  }
}

/** First instant after the month of a partition, Unix milliseconds. */
function endOfMonth(name: string): number {
  const [, year, month] = /^event_(\d{4})_(\d{2})$/.exec(name) ?? [];
  return monthOf(Date.UTC(Number(year), Number(month) - 1), 1);
}
