import type { Bench } from '../bench.ts';
import type { ScenarioReport } from '../report/report.ts';

export interface Scenario {
  readonly name: string;
  /** One line for the list. */
  readonly summary: string;
  run(bench: Bench): Promise<ScenarioReport>;
}
