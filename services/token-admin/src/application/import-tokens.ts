import type { adminApi } from '@countersign/contracts';
import { readTokenFile, TokenFileError, type TokenFileEvent } from '@countersign/token-files';
import type { Caller } from '../domain/caller.ts';
import { Refused } from '../domain/refused.ts';
import { ImportRefused } from './import-refused.ts';
import { ImportReporter, REPORT_LINES } from './import-report.ts';
import type { ImportTransaction, RunImport } from './import-transaction.ts';
import type { RunStatement } from './jobs/job-handler.ts';
import type { Surroundings, TokenAdminKeys } from './ports.ts';
import type { Change } from './recorded-change.ts';
import { faultOf, stage, type StagedToken } from './staged-token.ts';

type Options = adminApi.ImportOptions;

/** Imports that run at once: each holds a database connection for as long as its file takes to arrive. */
const IMPORTS_AT_ONCE = 3;
/** Times that an import is overtaken by another before it gives up. */
const ROUNDS = 5;

/** What an import tells the job that it is, and hears from it. */
export interface ImportJob {
  readonly signal: AbortSignal;
  /** @param records read well so far */
  readonly read: (records: number) => void;
  /** In the transaction that keeps the tokens. @param unreadable why the file was not read to its end, if so */
  readonly end: (run: RunStatement, report: adminApi.ImportReport, unreadable: string | undefined) => Promise<void>;
}

/** Imports a token file: all of it or nothing, unless the operator asked for the good part. */
export class ImportTokens {
  #running = 0;

  constructor(
    private readonly run: RunImport,
    private readonly keys: Pick<TokenAdminKeys, 'seeds' | 'seedFingerprint'>,
    private readonly surroundings: Surroundings,
  ) {}

  /** @throws ImportRefused when the file cannot be read to its end; Refused not-found, unavailable, conflict */
  async import(file: AsyncIterable<Uint8Array>, options: Options, caller: Caller): Promise<adminApi.ImportReport> {
    if (this.#running >= IMPORTS_AT_ONCE) throw new Refused('unavailable', `${IMPORTS_AT_ONCE} imports are running: wait until one has ended.`);
    this.#running += 1;
    try {
      return await this.importFor(file, options, caller);
    } finally {
      this.#running -= 1;
    }
  }

  /** The same for whoever has bounded by itself how many run. @throws as {@link import}; what `job.end` throws, and then nothing is imported */
  async importFor(file: AsyncIterable<Uint8Array>, options: Options, caller: Caller, job?: ImportJob): Promise<adminApi.ImportReport> {
    const report = new ImportReporter(job?.read);
    const imported = await this.run(options.site, caller, async (transaction) => {
      await transaction.stage(this.#read(file, options, report));
      const taken = await take(transaction, options, report);
      if (options.dryRun) throw new DryRun(taken.imported);
      await transaction.discard();
      transaction.record(importEvent(transaction, options, report, taken));
      await job?.end(transaction.run, report.answer(taken.imported, false), report.unreadable);
      return taken.imported;
    }, job?.signal).catch((error: unknown) => {
      if (error instanceof DryRun) return error.imported;
      throw error;
    });
    const answer = report.answer(imported, options.dryRun);
    if (report.unreadable !== undefined) throw new ImportRefused(answer, report.unreadable);
    return answer;
  }

  /** The tokens of the file one by one, so that none is kept; what is wrong with it goes to the report. */
  async* #read(file: AsyncIterable<Uint8Array>, options: Options, report: ImportReporter): AsyncGenerator<StagedToken, void> {
    const { password, privateKey, passphrase, key } = options;
    const unlock = {
      ...(password && { password }), ...(privateKey && { privateKey }), ...(passphrase && { passphrase }), ...(key && { key: Buffer.from(key, 'hex') }),
    };
    try {
      for await (const event of readTokenFile(file, { format: options.format, unlock, now: new Date(this.surroundings.now()) })) {
        const staged = this.#accept(event, options.kind, report);
        if (staged !== undefined) yield staged;
      }
    } catch (error) {
      if (!(error instanceof TokenFileError)) throw error;
      report.endAt(error);
    }
  }

  #accept(event: TokenFileEvent, kind: Options['kind'], report: ImportReporter): StagedToken | undefined {
    switch (event.type) {
      case 'refused':
        report.refuse(event);
        return undefined;
      case 'warning':
        report.warn({ line: event.line, warning: event.warning });
        return undefined;
      case 'token': {
        const { line, token } = event;
        const fault = faultOf(token, kind);
        if (fault !== undefined) {
          report.refuse({ line, serial: token.serial, reason: fault });
          return undefined;
        }
        report.readWell();
        for (const warning of token.warnings) report.warn({ line, serial: token.serial, warning });
        return stage(line, token, kind, this.keys, this.surroundings);
      }
    }
  }
}

interface Taken {
  readonly wanted: boolean;
  readonly imported: number;
}

/** All that was read, or the good part of it when that is wanted, or nothing. Whoever overtakes it is looked at again. */
async function take(transaction: ImportTransaction, options: Options, report: ImportReporter): Promise<Taken> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const duplicates = await transaction.duplicates(REPORT_LINES);
    const expected = report.read - duplicates.count;
    const wanted = report.unreadable === undefined && (options.partial || report.refusedCount + duplicates.count === 0);
    if (wanted && !await transaction.take(options, expected)) continue;
    report.refuseDuplicates(duplicates);
    return { wanted, imported: wanted ? expected : 0 };
  }
  throw new Refused('conflict', 'Other imports bring the same tokens: try again.');
}

function importEvent({ site, importId }: ImportTransaction, options: Options, report: ImportReporter, { wanted, imported }: Taken): Change {
  return {
    action: 'token-import', result: wanted ? 'changed' : 'import-refused',
    object: { type: 'token-import', id: importId, label: site.name }, site: site.id, user: null, agentHost: null, before: {},
    after: {
      imported, read: report.read, refused: report.refusedCount, format: options.format, kind: options.kind, partial: options.partial,
      enabled: options.enable, ...options.mode,
    },
  };
}

/** Ends the transaction of a dry run: it did everything, so that its report is true, and keeps nothing. */
class DryRun extends Error {
  constructor(readonly imported: number) {
    super('dry run');
  }
}
