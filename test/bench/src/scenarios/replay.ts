import { CLOSED_256, CLOSED_64, alternate, totpContestants } from './contest.ts';
import type { Scenario } from './scenario.ts';
import { acceptsPerSecond, bars, costTable, generalGoals, runTable } from './summary.ts';

const LOADS = [CLOSED_64, CLOSED_256].map((load) => ({ ...load, peers: ['same-work', 'no-protection'] as const }));

/**
 * Every second request shows a code that was accepted before, in a packet of its own: it must be refused. The peer
 * without protection accepts them all; its "wrong" column says so.
 */
export const replay: Scenario = {
  name: 'replay',
  summary: 'every second request repeats a code that was accepted; the figure counts the accepts beside them',
  run: async (bench) => {
    const contestants = await totpContestants(bench, { withPeer: true });
    const measurements = await alternate(bench, contestants, LOADS, { replays: true });
    return {
      scenario: 'replay', measurements,
      tables: [runTable('every second request is a replay', measurements), costTable(measurements)],
      charts: [bars('Accepts per second beside as many replays', 'accepts/s', measurements, acceptsPerSecond)],
      goals: generalGoals(measurements),
    };
  },
};
