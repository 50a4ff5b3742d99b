import type { Measurement } from '../measure/measure-run.ts';
import type { Goal } from '../report/report.ts';
import { CLOSED_256, CLOSED_64, alternate, openLoad, totpContestants } from './contest.ts';
import type { Scenario } from './scenario.ts';
import { acceptsPerSecond, bars, costTable, generalGoals, p50, p99, ratio, runTable } from './summary.ts';

const OPEN = [1_000, 3_000, 5_000].map(openLoad);

/** The main figure: PAP sign-ins with a TOTP code, ours and the peer in turn. */
export const radiusTotp: Scenario = {
  name: 'radius-totp',
  summary: 'PAP with a TOTP code: closed loop with 64 and 256 in flight, open loop at 1,000, 3,000 and 5,000/s',
  run: async (bench) => {
    const contestants = await totpContestants(bench, { withPeer: true });
    const measurements = await alternate(bench, contestants, [CLOSED_64, CLOSED_256, ...OPEN]);
    const closed = measurements.filter(({ load }) => load.endsWith('in flight'));
    return {
      scenario: 'radius-totp', measurements,
      tables: [runTable('sign-ins over RADIUS', measurements), costTable(measurements)],
      charts: [
        bars('Accepts per second, closed loop', 'accepts/s', closed, acceptsPerSecond),
        bars('99th percentile, closed loop', 'ms', closed, p99),
        bars('Median, open loop', 'ms', measurements.filter((each) => !closed.includes(each)), p50),
      ],
      goals: [...goals(measurements), ...generalGoals(measurements)],
    };
  },
};

function goals(measurements: readonly Measurement[]): Goal[] {
  const [few, many, slow] = [CLOSED_64.name, CLOSED_256.name, OPEN[0]?.name ?? ''];
  const unprotected = 'no-protection';
  return [
    { figure: 'accepts/s, distributed, 64 in flight, × peer', measured: ratio(measurements, few, acceptsPerSecond, 'distributed'), comparison: '≥', goal: 2.5 },
    { figure: 'accepts/s, distributed, 256 in flight, × peer', measured: ratio(measurements, many, acceptsPerSecond, 'distributed'), comparison: '≥', goal: 3.3 },
    { figure: 'accepts/s, standalone, 256 in flight, × peer', measured: ratio(measurements, many, acceptsPerSecond, 'standalone'), comparison: '≥', goal: 4 },
    { figure: 'accepts/s, distributed, 256 in flight, × peer without protection', measured: ratio(measurements, many, acceptsPerSecond, 'distributed', unprotected), comparison: '≥', goal: 0.7 },
    { figure: 'accepts/s, standalone, 256 in flight, × peer without protection', measured: ratio(measurements, many, acceptsPerSecond, 'standalone', unprotected), comparison: '≥', goal: 0.7 },
    { figure: 'p99, distributed, 256 in flight, × peer', measured: ratio(measurements, many, p99, 'distributed'), comparison: '≤', goal: 0.45 },
    { figure: 'p99, standalone, 256 in flight, × peer', measured: ratio(measurements, many, p99, 'standalone'), comparison: '≤', goal: 0.45 },
    { figure: 'p50, distributed, 1,000/s, × peer', measured: ratio(measurements, slow, p50, 'distributed'), comparison: '≤', goal: 3 },
    { figure: 'p50, standalone, 1,000/s, × peer', measured: ratio(measurements, slow, p50, 'standalone'), comparison: '≤', goal: 3 },
  ];
}
