import { CLOSED_256, CLOSED_64, alternate, totpContestants } from './contest.ts';
import type { Scenario } from './scenario.ts';
import { acceptsPerSecond, bars, costTable, generalGoals, runTable } from './summary.ts';

/** The code is never sent: it has to be guessed from what the token may show. The peer's rlm_totp cannot do that. */
export const radiusChap: Scenario = {
  name: 'radius-chap',
  summary: 'CHAP with a TOTP code, beside PAP; no peer (rlm_totp needs the code in clear)',
  run: async (bench) => {
    const contestants = await totpContestants(bench, { withPeer: false });
    const pap = (await alternate(bench, contestants, [CLOSED_64, CLOSED_256])).map((each) => ({ ...each, load: `PAP, ${each.load}` }));
    const chap = (await alternate(bench, contestants, [CLOSED_64, CLOSED_256], { protocol: 'chap' })).map((each) => ({ ...each, load: `CHAP, ${each.load}` }));
    const measurements = [...pap, ...chap];
    return {
      scenario: 'radius-chap', measurements,
      tables: [runTable('CHAP beside PAP', measurements), costTable(measurements)],
      charts: [bars('CHAP beside PAP', 'accepts/s', measurements, acceptsPerSecond)],
      goals: generalGoals(measurements),
    };
  },
};
