import { hashPassword } from '@countersign/crypto';
import type { Bench } from '../bench.ts';
import type { RunResult } from '../load/job.ts';
import { LoadProcess } from '../load/load-process.ts';
import { HEAD_START_MS, type Measurement } from '../measure/measure-run.ts';
import { loadDirectory } from '../people/load-directory.ts';
import type { Population } from '../people/population.ts';
import { type Goal, type Table, median, rounded } from '../report/report.ts';
import { RADIUS_SECRET } from '../systems/start-ours.ts';
import { CLOSED_64, type Load, type TotpContestant, measureTotp, openLoad, progress, totpContestants } from './contest.ts';
import type { Scenario } from './scenario.ts';
import { bars, costTable, generalGoals, p99, ratio, runTable } from './summary.ts';

const LOADS: readonly Load[] = [openLoad(1_000), CLOSED_64];
const PASSWORD = 'correct horse battery';
const PASSWORD_PEOPLE = 5_000;
/** More than two cores verify in a second, so that the queue is always full: the rest is met with silence. */
const PASSWORDS_PER_SECOND = 250;
const GOAL = 1.5;

interface Passwords {
  readonly load: string;
  readonly system: string;
  readonly result: RunResult;
}

/** Static passwords (argon2id) from more people than the queue holds, beside token sign-ins that must not feel it. */
export const radiusStatic: Scenario = {
  name: 'radius-static',
  summary: 'token sign-ins alone and beside static passwords (argon2id) that saturate their queue; no peer',
  run: async (bench) => {
    const contestants = await totpContestants(bench, { withPeer: false });
    const population = await bench.population('p', PASSWORD_PEOPLE);
    const passwordHash = await hashPassword(PASSWORD);
    for (const { ours } of contestants) {
      if (ours) await loadDirectory(ours, { people: () => population.people(), token: 'none', usePin: false, passwordHash });
    }
    const crowd = LoadProcess.start();
    try {
      const { measurements, passwords } = await alternateWithCrowd(bench, contestants, crowd, population);
      return {
        scenario: 'radius-static', measurements: { tokens: measurements, passwords },
        tables: [runTable('token sign-ins, alone and beside static passwords', measurements), passwordTable(passwords), costTable(measurements)],
        charts: [bars('99th percentile of token sign-ins', 'ms', measurements, p99)],
        goals: [...goals(bench, measurements), ...generalGoals(measurements)],
      };
    } finally {
      crowd.stop();
    }
  },
};

const ALONE = 'alone';
const BESIDE = 'beside passwords';

async function alternateWithCrowd(
  bench: Bench, contestants: readonly TotpContestant[], crowd: LoadProcess, population: Population,
): Promise<{ measurements: Measurement[]; passwords: Passwords[] }> {
  const measurements: Measurement[] = [];
  const passwords: Passwords[] = [];
  const { seconds, rounds } = bench.options;
  for (const load of LOADS) {
    for (let round = 1; round <= rounds; round += 1) {
      for (const contestant of contestants) {
        const { system } = contestant;
        const alone = await measureTotp(bench, contestant, { load, round, seconds });
        const durationMs = seconds * 1000 + 2 * HEAD_START_MS;
        await crowd.prepare({
          people: population.file, first: 0, count: Math.ceil(durationMs / 1000) * PASSWORDS_PER_SECOND, secret: RADIUS_SECRET, protocol: 'pap',
          credential: { kind: 'password', password: PASSWORD }, replays: false,
        });
        const beside = await measureTotp(bench, contestant, {
          load, round, seconds,
          beside: async () => {
            const result = await crowd.run({ target: system.target, pace: { kind: 'open', perSecond: PASSWORDS_PER_SECOND }, durationMs });
            passwords.push({ load: load.name, system: system.name, result });
          },
        });
        for (const [measurement, how] of [[alone, ALONE], [beside, BESIDE]] as const) {
          const named = { ...measurement, load: `${load.name}, ${how}` };
          measurements.push(named);
          bench.log(progress(named));
        }
      }
    }
  }
  return { measurements, passwords };
}

function passwordTable(passwords: readonly Passwords[]): Table {
  const keys = [...new Set(passwords.map(({ load, system }) => `beside ${load}, ${system}`))];
  const of = (key: string, figure: (result: RunResult) => number): string =>
    rounded(median(passwords.filter(({ load, system }) => `beside ${load}, ${system}` === key).map(({ result }) => figure(result))));
  return {
    title: `static passwords, ${PASSWORDS_PER_SECOND} offered per second`,
    columns: ['', 'accepts/s', 'p50 ms', 'p99 ms', 'without an answer', 'wrong'],
    rows: keys.map((key) => [
      key, of(key, ({ acceptsPerSecond }) => acceptsPerSecond), of(key, ({ latency }) => latency.p50), of(key, ({ latency }) => latency.p99),
      of(key, ({ lost }) => lost), of(key, ({ wrong, forged }) => wrong + forged),
    ]),
  };
}

/** Each way beside passwords, in proportion to itself alone in the same round. */
function goals({ options }: Bench, measurements: readonly Measurement[]): Goal[] {
  const [first] = LOADS;
  if (!first) return [];
  return options.ways.map((way) => {
    const together = measurements.filter(({ system, load }) => system === way && load.startsWith(`${first.name}, `))
      .map((each) => ({ ...each, system: each.load.endsWith(ALONE) ? ALONE : BESIDE, load: first.name }));
    return { figure: `p99 of token sign-ins, ${way}, ${first.name}, × alone`, measured: ratio(together, first.name, p99, BESIDE, ALONE), comparison: '≤', goal: GOAL };
  });
}
