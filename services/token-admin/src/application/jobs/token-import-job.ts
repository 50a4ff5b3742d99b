import * as adminApi from '@countersign/contracts/admin-api';
import { ImportRefused } from '../import-refused.ts';
import type { ImportTokens } from '../import-tokens.ts';
import type { JobHandler, JobOutcome, RunningJob } from './job-handler.ts';
import { jobReport } from './job-report.ts';

/** Imports a token file that was taken in as a job. */
export class TokenImportJob implements JobHandler {
  readonly kind = 'token-import';

  constructor(private readonly imports: ImportTokens) {}

  needs(options: unknown): readonly adminApi.Permission[] {
    return adminApi.tokenImportJobOptionsSchema.parse(options).assign === 'nobody' ? ['tokens.import'] : ['tokens.import', 'tokens.assign'];
  }

  async run(job: RunningJob): Promise<JobOutcome> {
    const options = adminApi.tokenImportJobOptionsSchema.parse(job.options);
    try {
      const report = await this.imports.importFor(job.file(), { ...options, site: job.siteId ?? options.site }, job.caller, {
        signal: job.signal,
        read: (records) => job.progress({ records }),
        end: async (run, so, unreadable) => job.end(run, outcomeOf(so, unreadable)),
      });
      return outcomeOf(report, undefined);
    } catch (error) {
      if (!(error instanceof ImportRefused)) throw error;
      return outcomeOf(error.report, error.detail ?? '');
    }
  }
}

/** A file that could not be read to its end fails the job; refused records alone do not. */
function outcomeOf({ imported, assigned = 0, read, refusedCount, refused, warningCount, warnings }: adminApi.ImportReport, unreadable: string | undefined): JobOutcome {
  const report = jobReport({ read, imported, ...(assigned > 0 && { assigned }), refused: refusedCount, warnings: warningCount ?? warnings.length }, [
    ...refused.map(({ line, serial, reason, detail }) => ({ line, subject: serial, kind: 'refused' as const, reason, detail })),
    ...warnings.map(({ line, serial, warning, detail = null }) => ({ line, subject: serial, kind: 'warning' as const, reason: warning, detail })),
  ]);
  return unreadable === undefined ? { state: 'done', report } : { state: 'failed', report, failure: { code: 'import-refused', detail: unreadable } };
}
