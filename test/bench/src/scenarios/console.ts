import type { Bench } from '../bench.ts';
import { ListWalk, openConsole, type Wait } from '../measure/console-pages.ts';
import { EVENT_USERS } from '../people/audit-events.ts';
import { displayNameOf } from '../people/display-names.ts';
import { fillTrail } from '../people/fill-trail.ts';
import { loadDirectory } from '../people/load-directory.ts';
import { type ScenarioReport, median, percentile, rounded, thousands } from '../report/report.ts';
import { AdminClient } from '../systems/admin-client.ts';
import { withClient } from '../systems/bench-database.ts';
import type { OurSystem } from '../systems/system.ts';
import type { Scenario } from './scenario.ts';

const LIST_GOAL_MS = 100;
const STEP_GOAL_MS = 1000;
const ASKED = 40;
const WALKS = 3;
const DAY_MS = 86_400_000;

interface Answer {
  readonly what: string;
  readonly p50: number;
  readonly p95: number;
  /** Counting every row for the first time is none. */
  readonly isList: boolean;
}

/** What an administrator waits for in lists of a million rows, over HTTP and at the screen. */
export const consolePages: Scenario = {
  name: 'console',
  summary: 'lists and reports over 1,000,000 users, tokens and events (--users), over HTTP and in Chromium; runs only when named',
  run: async (bench) => {
    const { users } = bench.options;
    const system = await bench.startOurs('standalone', 'console');
    bench.log(`${thousands(users)} people`);
    const population = await bench.population('person', users);
    await loadDirectory(system, { people: () => population.people(), token: 'totp', usePin: false, passwordHash: null, displayName: displayNameOf });
    await useThem(system);
    await fillTrail(system.adminUrl, users, bench.log);
    const answers = await askOverHttp(system, users);
    for (const { what, p50, p95 } of answers) bench.log(`${what}: p50 ${rounded(p50)} ms, p95 ${rounded(p95)} ms`);
    return reportOf(bench, answers, await walk(bench, system, users));
  },
};

/** Most people signed in at some time of the last 400 days, and a tenth of the tokens ends within a year. */
async function useThem({ adminUrl }: OurSystem): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query(`INSERT INTO authn.user_state (user_id, last_sign_in_at) SELECT id, now() - random() * interval '400 days' FROM directory.user_account WHERE random() < 0.8`);
    await client.query(`INSERT INTO authn.token_state (assignment_id, last_sign_in_at) SELECT id, now() - random() * interval '400 days' FROM directory.assignment WHERE random() < 0.8`);
    await client.query(`UPDATE directory.token SET ends_at = now() + random() * interval '365 days' WHERE id IN (SELECT id FROM directory.token TABLESAMPLE BERNOULLI (10))`);
    await client.query(`UPDATE directory.user_account SET opened_at = now() - random() * interval '800 days' WHERE id IN (SELECT id FROM directory.user_account TABLESAMPLE BERNOULLI (10))`);
    for (const table of ['authn.user_state', 'authn.token_state', 'directory.token', 'directory.user_account']) await client.query(`VACUUM (ANALYZE) ${table}`);
  });
}

async function askOverHttp({ httpUrl, apiKeyFile, siteId }: OurSystem, users: number): Promise<Answer[]> {
  const admin = await AdminClient.open(httpUrl, apiKeyFile);
  const somebody = (number: number): number => (number * 7_919) % users;
  const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
  const ask = async (what: string, path: (number: number) => string): Promise<Answer> => {
    const took: number[] = [];
    for (let number = 0; number < ASKED; number += 1) {
      const start = performance.now();
      await admin.get(path(number));
      took.push(performance.now() - start);
    }
    return { what, isList: true, ...percentiles(took) };
  };
  const answers = [
    await ask('users, first page', () => '/users?limit=50'),
    await ask('users, newest first', () => '/users?limit=50&sort=newest'),
    await ask('users, by display name', () => '/users?limit=50&sort=displayName'),
    await ask('users, search', (number) => `/users?limit=50&search=person${somebody(number)}`),
    // The oldest tenth, which the newest stand before.
    await ask('users, many found, newest first', () => '/users?limit=50&sort=newest&search=person1'),
    await ask('users, by a rare name', () => '/users?limit=50&search=quill'),
    ...await frequentNames(ask),
    await ask('users of a site, newest first', () => '/users?limit=50&sort=newest&site=bench'),
    await ask('tokens, first page', () => '/tokens?limit=50'),
    await ask('tokens, newest first', () => '/tokens?limit=50&sort=newest'),
    await ask('tokens, search', (number) => `/tokens?limit=50&search=BENCH-person${somebody(number)}`),
    await ask('tokens, many found, newest first', () => '/tokens?limit=50&sort=newest&search=BENCH-person1'),
    await ask('tokens by end', () => '/tokens?limit=50&sort=endsAt&assigned=true'),
    await ask('tokens that end within a span, newest first', () => `/tokens?limit=50&sort=newest&endsFrom=${inDays(60)}&endsTo=${inDays(61)}`),
    await ask('tokens of a site that are off, newest first', () => '/tokens?limit=50&sort=newest&site=bench&enabled=false'),
    await ask('log, first page', () => '/audit/events?limit=50'),
    await ask('log, text', (number) => `/audit/events?limit=50&text=user${somebody(number) % EVENT_USERS}`),
    await ask('report: expiring tokens, first page', () => '/reports/expiring-tokens?days=90&limit=50'),
    await ask('report: expiring tokens by month', () => '/reports/expiring-tokens/months?days=365'),
    await ask('report: unused tokens, first page', () => '/reports/unused-tokens?limit=50'),
    await ask('report: unused tokens, a page without any', () => '/reports/unused-tokens?days=3000&limit=50'),
    await ask('report: unused users, first page', () => '/reports/unused-users?days=90&limit=50'),
    await ask('what deleting a site would do', () => `/deletions/sites/${siteId}`),
  ];
  // Each is counted in the background: the first count is waited for, and lists are not to wait for it.
  for (const name of ['unused-tokens', 'unused-users']) {
    const lists: number[] = [];
    const counting = { isOver: false };
    const start = performance.now();
    const first = admin.get(`/reports/${name}/last-uses`).finally(() => { counting.isOver = true; });
    do {
      const asked = performance.now();
      await admin.get('/users?limit=50');
      lists.push(performance.now() - asked);
    } while (!counting.isOver);
    await first;
    answers.push(
      { what: `report: ${name} by last use, counted for the first time`, isList: false, ...percentiles([performance.now() - start]) },
      { what: 'users, first page, during that count', isList: true, ...percentiles(lists) },
      await ask(`report: ${name} by last use`, () => `/reports/${name}/last-uses`),
    );
  }
  return answers;
}

/** In each order: people of one surname stand together where names are the order, and are scattered elsewhere. */
async function frequentNames(ask: (what: string, path: () => string) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [what, name] of [['one in 40', '王'], ['one in 150', 'smith'], ['first and last', 'zoe smith'], ['a letter', 's']] as const) {
    for (const sort of ['login', 'newest', 'displayName']) {
      answers.push(await ask(`users, by a name (${what}), ${sort}`, () => `/users?limit=50&sort=${sort}&search=${encodeURIComponent(name)}`));
    }
  }
  return answers;
}

async function walk({ log }: Bench, system: OurSystem, users: number): Promise<Wait[]> {
  const { page, costs, close } = await openConsole(system.httpUrl, system.dataDir);
  try {
    const waits: Wait[] = [];
    for (let turn = 1; turn <= WALKS; turn += 1) {
      log(`console, walk ${turn} of ${WALKS}`);
      const person = (turn * 7_919) % users;
      const [people, tokens, trail] = [new ListWalk(page, costs, 'Users'), new ListWalk(page, costs, 'Tokens'), new ListWalk(page, costs, 'Authentication log')];
      await people.open();
      await people.scroll();
      await people.search('Login name or name begins with …', `person${person}`);
      await people.next('Next page', 3);
      await people.choose('Order', 'Newest first');
      await tokens.open();
      await tokens.scroll();
      await tokens.search('Serial number begins with …', `BENCH-person${person}`);
      await tokens.next('Next page', 3);
      await tokens.choose('Order', 'Newest first');
      await tokens.choose('Order', 'Ending soonest');
      await tokens.choose('State', 'Disabled');
      await trail.open();
      await trail.scroll();
      await trail.search('Words of name, host, address …', `user${person % EVENT_USERS}`);
      await trail.next('Older', 3);
      await trail.choose('Result', 'Wrong tokencode', true);
      waits.push(...people.waits, ...tokens.waits, ...trail.waits);
    }
    return waits;
  } finally {
    await close();
  }
}

function reportOf({ options }: Bench, answers: readonly Answer[], waits: readonly Wait[]): ScenarioReport {
  const steps = Map.groupBy(waits, ({ page, step }) => `${page}: ${step.replace(/".*"/, 'typed')}`);
  const shown = [...steps].map(([step, taken]) => ({
    step, ...percentiles(taken.map(({ tookMs }) => tookMs)), server: median(taken.map(({ serverMs }) => serverMs)), cpu: median(taken.map(({ pageCpuMs }) => pageCpuMs)),
  }));
  return {
    scenario: 'console', measurements: { answers, waits },
    tables: [
      { title: `over HTTP, ${thousands(options.users)} users, tokens and events`, columns: ['question', 'p50 ms', 'p95 ms'], rows: answers.map(({ what, p50, p95 }) => [what, rounded(p50), rounded(p95)]) },
      { title: 'in Chromium, until the rows stand on the page', columns: ['step', 'p50 ms', 'slowest ms', 'server p50 ms', 'page CPU p50 ms'],
        rows: shown.map(({ step, p50, p95, server, cpu }) => [step, rounded(p50), rounded(p95), rounded(server), rounded(cpu)]) },
    ],
    charts: [{ title: 'Console, until the rows stand on the page', unit: 'ms', bars: shown.map(({ step, p50 }) => ({ label: step, value: p50, ours: true })) }],
    goals: [
      { figure: 'slowest list, search or report over HTTP, p95 ms', measured: Math.max(...answers.filter(({ isList }) => isList).map(({ p95 }) => p95)), comparison: '<', goal: LIST_GOAL_MS },
      { figure: 'slowest step in Chromium, p50 ms', measured: Math.max(...shown.map(({ p50 }) => p50)), comparison: '<', goal: STEP_GOAL_MS },
    ],
  };
}

const percentiles = (took: readonly number[]): { p50: number; p95: number } => ({ p50: median(took), p95: percentile(took, 0.95) });
