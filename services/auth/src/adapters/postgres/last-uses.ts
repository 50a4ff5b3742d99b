import { LAST_USE_DAYS, type LastUses, type lastUsesContract } from '@countersign/contracts';
import { inTransaction } from '@countersign/persistence';
import type { Pool, PoolClient } from 'pg';
import type { z } from 'zod';

type Question = z.output<typeof lastUsesContract.request>;
type What = Question['of'];

/** Longest that one count may take, in milliseconds: it reads every row. */
const COUNT_TIMEOUT_MS = 60_000;
/** What the answer to it may take beyond that: the server ends a count first, with its lock. */
const ANSWER_MS = 5_000;
const BEGIN = `BEGIN; SET LOCAL statement_timeout = ${COUNT_TIMEOUT_MS}`;
/** A count stands for so many times as long as it took: counting takes at most this part of a connection's time. */
const STANDS_TIMES = 60;
/** How long an answer waits for a newer count, in milliseconds: among some thousands it is there by then. */
const PATIENCE_MS = 30;
const DAY_MS = 86_400_000;
/** One replica counts; who waits for it takes what it counted. */
const lock = "SELECT pg_advisory_xact_lock(hashtextextended('countersign:authn:last-uses:' || $1, 0))";
const readTime = 'SELECT counted_at FROM authn.last_use_counting WHERE what = $1';

const users = `
  SELECT u.site_id, u.group_id, s.last_sign_in_at AS used
  FROM directory.auth_account_v1 u LEFT JOIN authn.user_state s USING (user_id)`;
/** A usual sign-in leaves its time with the seed, and whose it was (`lastSignIn` in sign-in-queries.ts). */
const tokens = `
  SELECT u.site_id, u.group_id, GREATEST(s.last_sign_in_at, c.last_sign_in_at) AS used
  FROM directory.auth_holding_v1 h JOIN directory.auth_account_v1 u USING (user_id)
  LEFT JOIN authn.token_state s USING (assignment_id) LEFT JOIN authn.seed_state c ON c.last_assignment_id = h.assignment_id`;
const store = (what: What): string => `
  INSERT INTO authn.last_use_count (what, site_id, group_id, span, number)
  SELECT $1, site_id, group_id, width_bucket(used, $2::timestamptz[]), count(*) FROM (${what === 'users' ? users : tokens}) AS each GROUP BY 2, 3, 4`;
const storeTime = `
  INSERT INTO authn.last_use_counting (what, counted_at, took_ms) VALUES ($1, $2, $3)
  ON CONFLICT (what) DO UPDATE SET counted_at = $2, took_ms = $3`;
const read = `
  SELECT c.counted_at, c.took_ms, n.span, sum(n.number)::int AS number
  FROM authn.last_use_counting c LEFT JOIN authn.last_use_count n ON n.what = c.what
    AND ($2::uuid[] IS NULL OR n.site_id = ANY($2)) AND ($3::uuid[] IS NULL OR n.group_id = ANY($3))
  WHERE c.what = $1 GROUP BY 1, 2, 3`;

interface Stored {
  readonly countedAt: number;
  readonly tookMs: number;
  readonly counts: ReadonlyMap<number | null, number>;
}

/**
 * What was used when, as it was counted last. Counting reads every row, for seconds among a million: it is done when
 * somebody asks and the last count is old, one at a time, and nobody but the very first waits for it.
 */
export class LastUsesCount {
  private readonly underWay = new Map<What, Promise<void>>();
  private before: Promise<unknown> = Promise.resolve();

  /** @param now Unix milliseconds @param onError told what kept a count from being made in the background */
  constructor(private readonly pool: Pool, private readonly now: () => number, private readonly onError: (error: unknown) => void) {}

  async latest(question: Question): Promise<LastUses> {
    const stored = await this.stored(question);
    if (stored && this.now() - stored.countedAt < stored.tookMs * STANDS_TIMES) return shown(stored, this.underWay.has(question.of));
    const counted = this.countOnce(question.of);
    if (stored) {
      await within(PATIENCE_MS, counted.catch(this.onError));
      return shown(await this.stored(question) ?? stored, this.underWay.has(question.of));
    }
    await counted;
    const first = await this.stored(question);
    if (!first) throw new Error('a count that was made is there');
    return shown(first, false);
  }

  private async stored({ of, sites, groups }: Question): Promise<Stored | undefined> {
    const { rows } = await this.pool.query<{ counted_at: Date; took_ms: number; span: number | null; number: number | null }>(read, [of, sites, groups]);
    const [row] = rows;
    // Without a count of its own a row only says when it was counted.
    const counts = new Map(rows.flatMap(({ span, number }) => (number === null ? [] : [[span, number] as const])));
    return row && { countedAt: row.counted_at.getTime(), tookMs: row.took_ms, counts };
  }

  /** Joins the count that is under way. */
  private async countOnce(what: What): Promise<void> {
    const running = this.underWay.get(what);
    if (running) return running;
    // One after another, so that sign-ins keep their connections.
    const asked = this.now();
    const counted = this.before.then(async () => this.count(what, asked)).finally(() => this.underWay.delete(what));
    this.before = counted.catch(() => undefined);
    this.underWay.set(what, counted);
    return counted;
  }

  private async count(what: What, asked: number): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await client.query(patiently(lock, [what]));
      const { rows: [last] } = await client.query<{ counted_at: Date }>(readTime, [what]);
      if (!last || last.counted_at.getTime() < asked) await this.replace(client, what);
    }, BEGIN);
  }

  private async replace(client: PoolClient, what: What): Promise<void> {
    const begin = this.now();
    // The oldest first, as width_bucket wants it: span 0 is longer ago than all, the last one the most recent.
    const edges = LAST_USE_DAYS.toReversed().map((days) => new Date(begin - days * DAY_MS).toISOString());
    await client.query(patiently('DELETE FROM authn.last_use_count WHERE what = $1', [what]));
    await client.query(patiently(store(what), [what, edges]));
    await client.query(patiently(storeTime, [what, new Date(begin), this.now() - begin]));
  }
}

/** The pool waits for an answer no longer than a sign-in may take, unless a query says otherwise. */
function patiently(text: string, values: unknown[]) {
  return { text, values, query_timeout: COUNT_TIMEOUT_MS + ANSWER_MS };
}

function shown({ countedAt, counts }: Stored, counting: boolean): LastUses {
  return {
    within: LAST_USE_DAYS.map((days, index) => ({ days, count: counts.get(LAST_USE_DAYS.length - index) ?? 0 })),
    longerAgo: counts.get(0) ?? 0, never: counts.get(null) ?? 0, countedAt: new Date(countedAt).toISOString(), counting,
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => { timer = setTimeout(resolve, ms); })]);
  clearTimeout(timer);
}
