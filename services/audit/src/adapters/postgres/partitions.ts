import type { Pool } from 'pg';

/** Months that are made ahead: an owner that does not come back for so long holds nothing up. */
const MONTHS_AHEAD = 2;

/** First instant (UTC, Unix milliseconds) of the month that is `offset` months after that of `at`. */
export function monthOf(at: number, offset = 0): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset);
}

/** Makes the months' partitions before they are needed. */
export class Partitions {
  private readonly made = new Set<number>();

  constructor(private readonly pool: Pool) {}

  async ensure(at: number): Promise<void> {
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
      const month = monthOf(at, ahead);
      if (this.made.has(month)) continue;
      await this.pool.query('SELECT audit.ensure_partition($1)', [new Date(month).toISOString().slice(0, 10)]);
      this.made.add(month);
    }
  }
}
