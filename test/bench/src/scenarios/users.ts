import type { Bench } from '../bench.ts';
import { type Contestant, type Measurement, measureRun, runTraffic } from '../measure/measure-run.ts';
import { loadDirectory } from '../people/load-directory.ts';
import type { Population } from '../people/population.ts';
import type { Goal } from '../report/report.ts';
import { RADIUS_SECRET } from '../systems/start-ours.ts';
import { CEILING_PER_SECOND, CLOSED_256, CLOSED_64, type Load, progress } from './contest.ts';
import type { Scenario } from './scenario.ts';
import { acceptsPerSecond, bars, costTable, generalGoals, ratio, runTable } from './summary.ts';

const FEW = 10_000;
const GOAL = 0.9;
const LOADS: readonly Load[] = [CLOSED_64, CLOSED_256];

interface HotpContestant extends Contestant {
  readonly name: string;
  readonly population: Population;
  /** Requests sent so far: whose turn it is, and which counter each token has reached. */
  used: number;
}

/** The same load on a small and on a large directory. Event tokens, because their codes do not wait for the clock. */
export const users: Scenario = {
  name: 'users',
  summary: `HOTP sign-ins with ${FEW.toLocaleString('en-US')} and with 1,000,000 users (--users); no peer`,
  run: async (bench) => {
    const { ways, rounds } = bench.options;
    const sizes = [FEW, bench.options.users];
    const contestants: HotpContestant[] = [];
    for (const way of ways) {
      for (const size of sizes) contestants.push(await contestantOf(bench, way, size));
    }
    for (const contestant of contestants) await measure(bench, contestant, { ...CLOSED_64, name: 'warm-up' }, 0);
    const measurements: Measurement[] = [];
    for (const load of LOADS) {
      for (let round = 1; round <= rounds; round += 1) {
        for (const contestant of contestants) {
          const measurement = await measure(bench, contestant, load, round);
          measurements.push(measurement);
          bench.log(progress(measurement));
        }
      }
    }
    return {
      scenario: 'users', measurements,
      tables: [runTable('HOTP sign-ins by size of the directory', measurements), costTable(measurements)],
      charts: [bars('Accepts per second by size of the directory', 'accepts/s', measurements, acceptsPerSecond)],
      goals: [...ways.map((way): Goal => ({
        figure: `accepts/s, ${way}, 256 in flight, ${bench.options.users} users, × that with ${FEW}`,
        measured: ratio(measurements, CLOSED_256.name, acceptsPerSecond, nameOf(way, bench.options.users), nameOf(way, FEW)), comparison: '≥', goal: GOAL,
      })), ...generalGoals(measurements)],
    };
  },
};

const nameOf = (way: string, size: number): string => `${way}, ${size.toLocaleString('en-US')} users`;

async function contestantOf(bench: Bench, way: 'distributed' | 'standalone', size: number): Promise<HotpContestant> {
  const population = await bench.population(`${way.charAt(0)}${size}-`, size);
  const ours = await bench.startOurs(way, `${size}_users`);
  bench.log(`${way}: ${size} people`);
  await loadDirectory(ours, { people: () => population.people(), token: 'hotp', usePin: false, passwordHash: null });
  const name = nameOf(way, size);
  return { name, population, ours, system: { ...ours, name }, used: 0 };
}

async function measure(bench: Bench, contestant: HotpContestant, load: Load, round: number): Promise<Measurement> {
  const { population, system, used } = contestant;
  const durationMs = bench.options.seconds * 1000;
  const measurement = await measureRun(bench, contestant, {
    load: load.name, round,
    go: () => runTraffic(bench, system, {
      people: population.file, first: used, count: bench.options.seconds * CEILING_PER_SECOND, secret: RADIUS_SECRET, protocol: 'pap', replays: false,
      credential: { kind: 'hotp', counter: 0 },
    }, { pace: load.pace, durationMs, notBefore: 0 }),
  });
  contestant.used += measurement.result.sent;
  return measurement;
}
