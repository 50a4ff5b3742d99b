import type { Actor, adminApi } from '@countersign/contracts';
import { readTokenFile, TokenFileError, type TokenFileEvent } from '@countersign/token-files';
import type { Change } from './change-event.ts';
import { ImportReporter } from './import-report.ts';
import type { Surroundings, TokenAdminKeys } from './ports.ts';
import { faultOf, stage, type ImportMode, type StagedToken } from './staged-token.ts';

/** One import's transaction: what is staged becomes tokens at the end, or is gone. */
export interface ImportTransaction {
  readonly site: { readonly id: string; readonly name: string };
  readonly importId: string;
  add(batch: readonly StagedToken[]): Promise<void>;
  /** Staged records whose serial number the directory has already. */
  duplicates(): Promise<{ line: number; serial: string }[]>;
  /** Makes tokens of what is staged and not a duplicate; the number of them. */
  take(mode: ImportMode): Promise<number>;
  discard(): Promise<void>;
  record(change: Change): void;
}

/** Runs the work in one transaction; an error leaves nothing behind. */
export type RunImport = <T>(site: string, actor: Actor, work: (transaction: ImportTransaction) => Promise<T>) => Promise<T>;

/** Records that cross to the database at once. */
const BATCH = 2_000;

/** Imports a token file: all of it or nothing, unless the operator asked for the good part. */
export class ImportTokens {
  constructor(
    private readonly run: RunImport,
    private readonly keys: Pick<TokenAdminKeys, 'seeds' | 'seedFingerprint'>,
    private readonly surroundings: Surroundings,
  ) {}

  async import(file: AsyncIterable<Uint8Array>, options: adminApi.ImportOptions, actor: Actor): Promise<adminApi.ImportReport> {
    return this.run(options.site, actor, async (transaction) => {
      const report = new ImportReporter();
      const complete = await this.#stage(file, options, transaction, report);
      for (const { line, serial } of await transaction.duplicates()) report.refuse({ line, serial, reason: 'duplicate-serial' });
      const wanted = complete && (options.partial || report.refusedCount === 0);
      const imported = wanted ? await transaction.take(options) : 0;
      if (options.dryRun) {
        const answer = report.answer(imported, true);
        throw new DryRun(answer);
      }
      await transaction.discard();
      transaction.record({
        action: 'token-import', result: wanted ? 'accepted' : 'import-refused', site: transaction.site.id,
        object: { type: 'token-import', id: transaction.importId, label: transaction.site.name },
        after: { imported, read: report.read, refused: report.refusedCount, partial: options.partial, enabled: options.enable, ...options.mode },
      });
      return report.answer(imported, false);
    }).catch((error: unknown) => {
      if (error instanceof DryRun) return error.report;
      throw error;
    });
  }

  /** False when the file as a whole could not be read to its end: then none of it is trusted. */
  async #stage(file: AsyncIterable<Uint8Array>, options: adminApi.ImportOptions, transaction: ImportTransaction, report: ImportReporter): Promise<boolean> {
    let batch: StagedToken[] = [];
    const unlock = { ...(options.password && { password: options.password }), ...(options.key && { key: Buffer.from(options.key, 'hex') }) };
    try {
      for await (const event of readTokenFile(file, { format: options.format, unlock, now: new Date(this.surroundings.now()) })) {
        const staged = this.#accept(event, report);
        if (staged === undefined) continue;
        batch.push(staged);
        if (batch.length < BATCH) continue;
        await transaction.add(batch);
        batch = [];
      }
    } catch (error) {
      if (!(error instanceof TokenFileError)) throw error;
      report.refuse({ line: error.line ?? 0, serial: undefined, reason: error.reason, detail: error.detail });
      return false;
    }
    if (batch.length > 0) await transaction.add(batch);
    return true;
  }

  #accept(event: TokenFileEvent, report: ImportReporter): StagedToken | undefined {
    switch (event.type) {
      case 'refused':
        report.refuse(event);
        return undefined;
      case 'warning':
        report.warn({ line: event.line, serial: undefined, warning: event.warning });
        return undefined;
      case 'token': {
        const { line, token } = event;
        const fault = faultOf(token);
        if (fault !== undefined) {
          report.refuse({ line, serial: token.serial, reason: fault });
          return undefined;
        }
        report.read += 1;
        for (const warning of token.warnings) report.warn({ line, serial: token.serial, warning });
        return stage(line, token, this.keys, this.surroundings);
      }
    }
  }
}

/** Ends the transaction of a dry run: it did everything, so that its report is true, and keeps nothing. */
class DryRun extends Error {
  constructor(readonly report: adminApi.ImportReport) {
    super('dry run');
  }
}
