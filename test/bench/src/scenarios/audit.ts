import path from 'node:path';
import type { Bench } from '../bench.ts';
import { chainLength, untilDrained } from '../measure/audit-backlog.ts';
import { copyOut, timedCopyIn } from '../measure/copy-through-file.ts';
import { EVENT_HOSTS, EVENT_USERS, RARE_RESULT, RARE_USER, eventSql } from '../people/audit-events.ts';
import { fillTrail } from '../people/fill-trail.ts';
import { type ScenarioReport, median, percentile, rounded, thousands } from '../report/report.ts';
import { AdminClient } from '../systems/admin-client.ts';
import { withClient } from '../systems/bench-database.ts';
import type { OurSystem } from '../systems/system.ts';
import type { Scenario } from './scenario.ts';

/** Events that one round carries through the pipeline. */
const INGESTED = 200_000;
/** As a busy auth replica writes them: the decisions of a turn in one row. */
const EVENTS_PER_ROW = 100;
const INGEST_LIMIT_MS = 600_000;
const INGEST_GOAL = 0.35;
/** The others are generated from the event. */
const COLUMNS = 'sequence, recorded_at, id, at, event, digest';
const SEARCHES = 40;
const SEARCH_GOAL_MS = 100;

interface Round {
  readonly ingestSeconds: number;
  readonly copySeconds: number;
}

interface Search {
  readonly filter: string;
  readonly p50: number;
  readonly p95: number;
}

/** From committed outbox rows to the chain, with its indexes; and how fast a large trail answers. */
export const audit: Scenario = {
  name: 'audit',
  summary: 'events/s from the outbox into the chained, indexed table against COPY into the same indexes; searches in 10,000,000 events (--events)',
  run: async (bench) => {
    const system = await bench.startOurs(bench.options.ways[0] ?? 'distributed');
    const rounds: Round[] = [];
    for (let round = 1; round <= bench.options.rounds; round += 1) {
      const measured = await ingest(bench, system);
      rounds.push(measured);
      bench.log(`round ${round}: pipeline ${rounded(measured.ingestSeconds)} s, COPY ${rounded(measured.copySeconds)} s`);
    }
    await fillTrail(system.adminUrl, bench.options.events, bench.log);
    return reportOf(bench, rounds, await search(bench, system));
  },
};

async function ingest({ folder }: Bench, { adminUrl }: OurSystem): Promise<Round> {
  const before = await chainLength(adminUrl);
  await withClient(adminUrl, (client) => client.query(`
    INSERT INTO authn.outbox (id, events)
    SELECT uuidv7(), jsonb_agg(${eventSql('uuidv7()')}) FROM (SELECT n, now() AS t FROM generate_series(1, ${INGESTED}) AS n) AS numbers
    GROUP BY n / ${EVENTS_PER_ROW}`));
  const start = performance.now();
  if (await untilDrained(adminUrl, before + INGESTED, INGEST_LIMIT_MS) === null) throw new Error('the audit pipeline did not finish');
  const ingestSeconds = (performance.now() - start) / 1000;
  const file = path.join(folder, 'events.copy');
  await copyOut(adminUrl, `(SELECT ${COLUMNS} FROM audit.event WHERE sequence > ${before} ORDER BY sequence)`, file);
  return { ingestSeconds, copySeconds: await timedCopyIn(adminUrl, await currentPartition(adminUrl), file, COLUMNS) };
}

/** Where new entries go: the table with every index that an entry is written to. */
async function currentPartition(adminUrl: string): Promise<string> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT tableoid::regclass::text AS name FROM audit.event ORDER BY sequence DESC LIMIT 1');
    return rows[0]?.name ?? 'audit.event';
  });
}

async function search({ options }: Bench, system: OurSystem): Promise<Search[]> {
  const admin = await AdminClient.open(system.httpUrl, system.apiKeyFile);
  const somewhere = (number: number): number => (number * 7_919) % EVENT_USERS;
  const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
  const span = options.events / 100;
  const filters: Readonly<Record<string, (number: number) => Record<string, string>>> = {
    user: (number) => ({ user: `user${somewhere(number)}` }),
    'token serial': (number) => ({ object: `SN${somewhere(number)}` }),
    'agent host and result': (number) => ({ agentHost: `vpn${(number * 20) % EVENT_HOSTS}`, result: 'wrong-tokencode' }),
    'user and result': (number) => ({ user: `user${somewhere(number)}`, result: 'accepted' }),
    'rare user': () => ({ user: RARE_USER }),
    'rare result': () => ({ result: RARE_RESULT }),
    'rare result and agent host': (number) => ({ result: RARE_RESULT, agentHost: `vpn${number % EVENT_HOSTS}` }),
    'user, agent host and result that never meet': (number) => ({ user: `user${somewhere(number)}`, agentHost: `vpn${(somewhere(number) + 1) % EVENT_HOSTS}`, result: 'wrong-tokencode' }),
    'text: a user': (number) => ({ text: `user${somewhere(number)}` }),
    'text: the beginning of many': (number) => ({ text: `sn${number % 10}` }),
    'text: a word of a rare user': () => ({ text: 'branch' }),
    'text: every event': () => ({ text: '192.0' }),
    'text: nothing': (number) => ({ text: `nobody${number}` }),
    'text: agent host, rare result': (number) => ({ text: `vpn${number % EVENT_HOSTS}`, result: RARE_RESULT }),
    'text: the beginning of many, rare result': (number) => ({ text: `user${number % 10}`, result: RARE_RESULT }),
    'an hour of the past': (number) => ({ from: ago((span * (number + 1)) / SEARCHES), to: ago((span * (number + 1)) / SEARCHES - 3_600) }),
    'agent host within a day': (number) => ({ agentHost: `vpn${number % EVENT_HOSTS}`, from: ago(span / 2), to: ago(span / 2 - 86_400) }),
  };
  const searches: Search[] = [];
  for (const [filter, query] of Object.entries(filters)) {
    const took: number[] = [];
    for (let number = 0; number < SEARCHES; number += 1) {
      const start = performance.now();
      await admin.get(`/audit/events?${new URLSearchParams({ ...query(number), limit: '50' }).toString()}`);
      took.push(performance.now() - start);
    }
    searches.push({ filter, p50: median(took), p95: percentile(took, 0.95) });
  }
  return searches;
}

function reportOf({ options }: Bench, rounds: readonly Round[], searches: readonly Search[]): ScenarioReport {
  const rate = (seconds: (round: Round) => number): number => median(rounds.map((round) => INGESTED / seconds(round)));
  const [pipeline, copy] = [rate(({ ingestSeconds }) => ingestSeconds), rate(({ copySeconds }) => copySeconds)];
  const share = median(rounds.map(({ ingestSeconds, copySeconds }) => copySeconds / ingestSeconds));
  return {
    scenario: 'audit', measurements: { rounds, searches },
    tables: [
      {
        title: `${thousands(INGESTED)} events`, columns: ['', 'events/s', '× COPY'],
        rows: [['outbox, stream, chain, indexes', thousands(pipeline), rounded(share)], ['COPY into the same indexes', thousands(copy), '1']],
      },
      {
        title: `searches in ${thousands(options.events)} events`, columns: ['filter', 'p50 ms', 'p95 ms'],
        rows: searches.map(({ filter, p50, p95 }) => [filter, rounded(p50), rounded(p95)]),
      },
    ],
    charts: [{
      title: 'Audit ingest', unit: 'events/s',
      bars: [{ label: 'outbox, stream, chain, indexes', value: pipeline, ours: true }, { label: 'COPY into the same indexes', value: copy, ours: false }],
    }, { title: 'Searches, 95th percentile', unit: 'ms', bars: searches.map(({ filter, p95 }) => ({ label: filter, value: p95, ours: true })) }],
    goals: [
      { figure: 'audit ingest, × COPY into the same indexes', measured: share, comparison: '≥', goal: INGEST_GOAL },
      { figure: `slowest filtered search in ${thousands(options.events)} events, p95 ms`, measured: Math.max(...searches.map(({ p95 }) => p95)), comparison: '<', goal: SEARCH_GOAL_MS },
    ],
  };
}
