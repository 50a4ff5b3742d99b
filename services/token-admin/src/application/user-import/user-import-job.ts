import { foldLogin } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { readUserFile } from '../../domain/user-file/read-user-file.ts';
import { UserFileError } from '../../domain/user-file/user-record.ts';
import type { JobHandler, JobOutcome, RunningJob } from '../jobs/job-handler.ts';
import { jobReport } from '../jobs/job-report.ts';
import type { Change } from '../recorded-change.ts';
import { type RunUserImport, type StagedUser, type Taken, type UserImportTransaction, userRefusals } from './user-import-transaction.ts';

type Options = adminApi.UserImportOptions;
const NOTHING: Taken = { created: 0, updated: 0, unchanged: 0, groupsMade: 0 };

/** Imports a file of users: all of it or nothing, unless the operator asked for the good part. */
export class UserImportJob implements JobHandler {
  readonly kind = 'user-import';

  constructor(private readonly runImport: RunUserImport) {}

  needs(options: unknown): readonly adminApi.Permission[] {
    return adminApi.userImportOptionsSchema.parse(options).makeGroups ? ['users.write', 'groups.write'] : ['users.write'];
  }

  async run(job: RunningJob): Promise<JobOutcome> {
    const options = adminApi.userImportOptionsSchema.parse(job.options);
    const found = new Findings();
    return this.runImport(job.siteId ?? options.site, job.caller, async (transaction) => {
      await transaction.stage(read(job, options, transaction, found));
      await refuse(transaction, options, found);
      const wanted = found.unreadable === undefined && (options.partial || found.refused === 0);
      const taken = wanted ? await transaction.take(options) : NOTHING;
      const outcome = found.outcome(taken);
      if (options.dryRun) throw new DryRun(outcome);
      await transaction.discard();
      transaction.record(importEvent(transaction, options, found, wanted, taken));
      await job.end(transaction.run, outcome);
      return outcome;
    }, job.signal).catch((error: unknown) => {
      if (error instanceof DryRun) return error.outcome;
      throw error;
    });
  }
}

/** The users of the file one by one, so that none is kept; what is wrong with it goes to the findings. */
async function* read(job: RunningJob, options: Options, transaction: UserImportTransaction, found: Findings): AsyncGenerator<StagedUser, void> {
  try {
    for await (const event of readUserFile(job.file(), options, transaction.site.timeZone)) {
      if (event.type === 'refused') {
        found.refuse({ line: event.line, subject: event.login, reason: event.reason, detail: event.detail });
        continue;
      }
      found.read += 1;
      job.progress({ records: found.read });
      yield { ...event.user, line: event.line, id: transaction.newId(), loginFolded: foldLogin(event.user.login) };
    }
  } catch (error) {
    if (!(error instanceof UserFileError)) throw error;
    found.unreadable = error.line > 1 ? `${error.reason} at line ${error.line}` : error.reason;
    found.refuse({ line: error.line, subject: null, reason: error.reason, detail: error.detail });
  }
}

async function refuse(transaction: UserImportTransaction, options: Options, found: Findings): Promise<void> {
  for (const reason of userRefusals) {
    const { count, first } = await transaction.refuse(reason, options, adminApi.JOB_REPORT_LINES);
    for (const { line, login, detail } of first) found.refuse({ line, subject: login, reason, detail });
    found.refused += count - first.length;
  }
}

/** What an operator must know about the import. */
class Findings {
  read = 0;
  refused = 0;
  unreadable: string | undefined;
  readonly #lines: adminApi.JobReportLine[] = [];

  refuse(line: Omit<adminApi.JobReportLine, 'kind'>): void {
    this.refused += 1;
    // Those that the directory refuses come after all that the file itself does, and may stand before them in the file.
    if (this.#lines.length < (1 + userRefusals.length) * adminApi.JOB_REPORT_LINES) this.#lines.push({ ...line, kind: 'refused' });
  }

  outcome({ created, updated, unchanged, groupsMade }: Taken): JobOutcome {
    const report = jobReport({ read: this.read, created, updated, unchanged, 'groups-made': groupsMade, refused: this.refused }, this.#lines);
    return this.unreadable === undefined ? { state: 'done', report } : { state: 'failed', report, failure: { code: 'import-refused', detail: `The file cannot be read: ${this.unreadable}.` } };
  }
}

function importEvent({ site, importId }: UserImportTransaction, options: Options, found: Findings, wanted: boolean, taken: Taken): Change {
  return {
    action: 'user-import', result: wanted ? 'changed' : 'import-refused',
    object: { type: 'user-import', id: importId, label: site.name }, site: site.id, user: null, agentHost: null, before: {},
    after: { ...taken, read: found.read, refused: found.refused, file: options.fileName, existing: options.existing, makeGroups: options.makeGroups, partial: options.partial },
  };
}

/** Ends the transaction of a dry run: it did everything, so that its report is true, and keeps nothing. */
class DryRun extends Error {
  constructor(readonly outcome: JobOutcome) {
    super('dry run');
  }
}
