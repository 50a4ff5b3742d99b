import type { ImportReport } from '@countersign/contracts/admin-api';
import type { ProblemError } from '../../api/problem.ts';

export interface ImportStage {
  /** What the report is about: a check, or the import itself. */
  readonly dryRun: boolean;
  readonly report: ImportReport | null;
  readonly problem: ProblemError | null;
}
