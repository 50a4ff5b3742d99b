import { type Contestant, type Measurement, measureRun, runDialogues } from '../measure/measure-run.ts';
import { TimeSteps } from '../measure/time-steps.ts';
import { loadDirectory } from '../people/load-directory.ts';
import type { Scenario } from './scenario.ts';
import { progress } from './contest.ts';
import { acceptsPerSecond, bars, costTable, generalGoals, runTable } from './summary.ts';

const IN_FLIGHT = [64, 256];
/** More than any system here reaches; each person sets a PIN once. */
const DIALOGUES_PER_SECOND = 5_000;
const PIN = '4711';

/** Code, challenge, new PIN, accept: two requests, and content that has to wait in the state store in between. */
export const challenge: Scenario = {
  name: 'challenge',
  summary: 'new-PIN dialogues (code, challenge, PIN, accept) with 64 and 256 in flight; no peer',
  run: async (bench) => {
    const { ways, rounds, seconds } = bench.options;
    const allotted = seconds * DIALOGUES_PER_SECOND;
    const population = await bench.population('c', allotted * (rounds * IN_FLIGHT.length + 1));
    const contestants: (Contestant & { readonly steps: TimeSteps })[] = [];
    for (const way of ways) {
      const ours = await bench.startOurs(way);
      await loadDirectory(ours, { people: () => population.people(), token: 'totp', usePin: true, passwordHash: null });
      contestants.push({ system: ours, ours, steps: new TimeSteps(population.file.count) });
    }
    const measure = async (contestant: typeof contestants[number], inFlight: number, round: number): Promise<Measurement> => {
      const { steps, system } = contestant;
      const turn = steps.next(Date.now(), allotted, seconds * 1000);
      steps.used(allotted);
      return measureRun(bench, contestant, {
        load: `${inFlight} in flight`, round,
        go: () => runDialogues(bench, {
          target: system.target, people: population.file, first: turn.first, count: allotted, step: turn.step, pin: PIN, inFlight, durationMs: seconds * 1000,
        }, turn.notBefore),
      });
    };
    for (const contestant of contestants) await measure(contestant, IN_FLIGHT[0] ?? 1, 0);
    const measurements: Measurement[] = [];
    for (const inFlight of IN_FLIGHT) {
      for (let round = 1; round <= rounds; round += 1) {
        for (const contestant of contestants) {
          const measurement = await measure(contestant, inFlight, round);
          measurements.push(measurement);
          bench.log(progress(measurement));
        }
      }
    }
    return {
      scenario: 'challenge', measurements,
      tables: [runTable('new-PIN dialogues, two requests each', measurements), costTable(measurements)],
      charts: [bars('New-PIN dialogues', 'dialogues/s', measurements, acceptsPerSecond)],
      goals: generalGoals(measurements),
    };
  },
};
