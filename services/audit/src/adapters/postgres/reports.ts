import { REPORT_BUCKETS, REPORT_DAYS, type refusedReportContract, type resultsReportContract, type signInsReportContract } from '@countersign/contracts';
import type { Pool } from 'pg';
import { ACCEPTED, CHALLENGED, REFUSED, Refused } from '../../domain/index.ts';
import { Conditions, instantOf } from './filter-conditions.ts';

type Asked<C> = C extends { request: { _output: infer Q } } ? Q : never;
type Rows<C> = C extends { reply: { _output: { rows: infer R } } } ? R : never;

interface Span {
  readonly from: string;
  readonly to: string;
  readonly site?: string | undefined;
  readonly sites?: readonly string[] | undefined;
}

const DAY_MS = 86_400_000;
const BUCKET_MS = { minute: 60_000, hour: 3_600_000, day: DAY_MS, week: 7 * DAY_MS, month: 28 * DAY_MS } as const;

/** Counts over many events. What they read stands in the index by time, so that the events themselves are not opened. */
export class Reports {
  constructor(private readonly pool: Pool) {}

  async signIns({ bucket, timeZone, ...span }: Asked<typeof signInsReportContract>): Promise<Rows<typeof signInsReportContract>> {
    const conditions = signInsWithin(span);
    if ((Date.parse(span.to) - Date.parse(span.from)) / BUCKET_MS[bucket] > REPORT_BUCKETS || !isTimeZone(timeZone)) throw new Refused('bad-request');
    const [unit, zone] = [conditions.place(bucket), conditions.place(timeZone)];
    const counted = conditions.place(bucket === 'minute' ? '1 minute' : '15 minutes');
    const [accepted, challenged] = [conditions.place(ACCEPTED), conditions.place(CHALLENGED)];
    // Quarters of an hour are counted first: a time zone costs far more than a division, and each begins its hours at one.
    const { rows } = await this.pool.query<{ begin: Date; accepted: string; challenged: string; all: string }>(`
      SELECT date_trunc(${unit}, quarter, ${zone}) AS begin, sum(number) AS all,
        coalesce(sum(number) FILTER (WHERE result = ANY (${accepted}::text[])), 0) AS accepted,
        coalesce(sum(number) FILTER (WHERE result = ANY (${challenged}::text[])), 0) AS challenged
      FROM (
        SELECT date_bin(${counted}::interval, at, 'epoch') AS quarter, result, count(*) AS number
        FROM audit.event WHERE ${conditions.sql} GROUP BY 1, 2
      ) AS quarters GROUP BY 1 ORDER BY 1`, conditions.values);
    return rows.map(({ begin, ...row }) => {
      const [all, good, asked] = [Number(row.all), Number(row.accepted), Number(row.challenged)];
      return { from: begin.toISOString(), accepted: good, challenged: asked, refused: all - good - asked };
    });
  }

  async results(span: Asked<typeof resultsReportContract>): Promise<Rows<typeof resultsReportContract>> {
    const conditions = signInsWithin(span);
    const { rows } = await this.pool.query<{ result: string; count: string }>(
      `SELECT result, count(*) AS count FROM audit.event WHERE ${conditions.sql} GROUP BY result ORDER BY 2 DESC, 1`, conditions.values);
    return rows.map(({ result, count }) => ({ result, count: Number(count) }));
  }

  async refused({ by, limit, ...span }: Asked<typeof refusedReportContract>): Promise<Rows<typeof refusedReportContract>> {
    const conditions = signInsWithin(span).add((place) => `result = ANY (${place}::text[])`, REFUSED);
    const [column, written] = by === 'user' ? ['login', '{user,login}'] : ['agent_host', '{agentHost,name}'];
    // Counted in lower case, named as it is written in the latest of its lines.
    const { rows } = await this.pool.query<{ name: string; refused: string; result: string; last: Date }>(`
      SELECT refused, result, last, (SELECT event #>> '${written}' FROM audit.event WHERE ${column} = folded AND at = last ORDER BY sequence DESC LIMIT 1) AS name
      FROM (
        SELECT ${column} AS folded, count(*) AS refused, mode() WITHIN GROUP (ORDER BY result) AS result, max(at) AS last
        FROM audit.event WHERE ${conditions.sql} AND ${column} <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${limit}
      ) AS found ORDER BY refused DESC, folded`, conditions.values);
    return rows.map(({ name, refused, result, last }) => ({ name, refused: Number(refused), result, lastAt: last.toISOString() }));
  }
}

/** @throws Refused bad-request: no time, or too much of it */
function signInsWithin({ from, to, site, sites }: Span): Conditions {
  const span = Date.parse(to) - Date.parse(from);
  if (!(span > 0) || span > REPORT_DAYS * DAY_MS) throw new Refused('bad-request');
  const conditions = new Conditions().add((place) => `at >= ${place}`, instantOf(from)).add((place) => `at < ${place}`, instantOf(to)).add((place) => `kind = ${place}`, 'sign-in');
  if (site !== undefined) conditions.add((place) => `site = ${place}`, site);
  if (sites !== undefined) conditions.add((place) => `site = ANY (${place}::uuid[])`, sites);
  return conditions;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
