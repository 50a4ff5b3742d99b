import type { ClientBase, Pool } from 'pg';
import { CHAIN_START, type ChainHead } from '../../domain/index.ts';

export interface Head extends ChainHead {
  /** Unix milliseconds; never less than that of an earlier entry. */
  readonly recordedAt: number;
}

interface Row {
  sequence: string;
  digest: Buffer;
  recorded_at: Date;
}

const LAST = 'SELECT sequence, digest, recorded_at FROM audit.event WHERE recorded_at >= $1 ORDER BY sequence DESC LIMIT 1';
const SEALED = 'SELECT last_sequence AS sequence, digest, sealed_at AS recorded_at FROM audit.segment ORDER BY last_sequence DESC LIMIT 1';

/**
 * The head of the chain. Partitions before `since` (Unix milliseconds) are not looked at: some entry is known to be
 * there or later. Where every entry has been taken out, the chain goes on from the last seal.
 */
export async function lastEntry(database: Pool | ClientBase, since: number): Promise<Head> {
  const { rows: [last] } = await database.query<Row>({ name: 'last-entry', text: LAST, values: [new Date(since)] });
  const row = last ?? (await database.query<Row>(SEALED)).rows[0];
  return row ? { sequence: Number(row.sequence), digest: row.digest, recordedAt: row.recorded_at.getTime() } : { ...CHAIN_START, recordedAt: 0 };
}
