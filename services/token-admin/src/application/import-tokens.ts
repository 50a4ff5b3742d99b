import type * as adminApi from '@countersign/contracts/admin-api';
import { readTokenFile, shownSubject, subjectOrLength, TokenFileError, type TokenFileEvent } from '@countersign/token-files';
import { type Caller, requirePermission } from '../domain/caller.ts';
import { Refused } from '../domain/refused.ts';
import { faultOf, prepare, type ImportedToken } from './imported-token.ts';
import { ImportRefused } from './import-refused.ts';
import { ImportReporter } from './import-report.ts';
import type { AssignableToken, ImportTransaction, RunImport } from './import-transaction.ts';
import type { RunStatement } from './jobs/job-handler.ts';
import { notAllowed } from './jobs/job-rights.ts';
import { NamedTokens } from './named-tokens.ts';
import type { Surroundings, TokenAdminKeys } from './ports.ts';
import type { Change } from './recorded-change.ts';

type Options = adminApi.ImportOptions;

/** Imports that run at once: each holds a database connection for as long as its file takes to arrive. */
const IMPORTS_AT_ONCE = 3;
/** Tokens that go to the database at once, while the next ones are read; so few that none grows old in memory. */
const BATCH = 1_000;

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

  /**
   * @param allowed whether the caller may do it by now: asked before anything is kept, for the file takes its time
   * @throws ImportRefused when the file cannot be read to its end; Refused not-found, unavailable, conflict, forbidden
   */
  async import(file: AsyncIterable<Uint8Array>, options: Options, caller: Caller, allowed: () => Promise<boolean>): Promise<adminApi.ImportReport> {
    if (this.#running >= IMPORTS_AT_ONCE) throw new Refused('unavailable', `${IMPORTS_AT_ONCE} imports are running: wait until one has ended.`);
    this.#running += 1;
    try {
      return await this.importFor(file, options, caller, {
        signal: new AbortController().signal, // nobody ends it but whoever sends the file
        read: () => {},
        end: async () => {
          if (!await allowed()) throw notAllowed();
        },
      });
    } finally {
      this.#running -= 1;
    }
  }

  /** The same for whoever has bounded by itself how many run. @throws as {@link import}; what `job.end` throws, and then nothing is imported */
  async importFor(file: AsyncIterable<Uint8Array>, options: Options, caller: Caller, job?: ImportJob): Promise<adminApi.ImportReport> {
    const report = new ImportReporter(job?.read);
    if (options.assign !== 'nobody') requirePermission(caller, 'tokens.assign');
    const taken = await this.run(options.site, caller, async (transaction) => {
      const taken = await take(transaction, batches(this.#read(file, options, report)), options, report);
      if (options.dryRun) throw new DryRun(taken);
      transaction.record(importEvent(transaction, options, report, taken));
      await job?.end(transaction.run, report.answer(taken, false), report.unreadable);
      return taken;
    }, job?.signal).catch((error: unknown) => {
      if (error instanceof DryRun) return error.taken;
      throw error;
    });
    const answer = report.answer(taken, options.dryRun);
    if (report.unreadable !== undefined) throw new ImportRefused(answer, report.unreadable);
    return answer;
  }

  /** The tokens of the file one by one, so that none is kept; what is wrong with it goes to the report. */
  async* #read(file: AsyncIterable<Uint8Array>, options: Options, report: ImportReporter): AsyncGenerator<ImportedToken, void> {
    const { password, privateKey, passphrase, key, csv } = options;
    const unlock = {
      ...(password && { password }), ...(privateKey && { privateKey }), ...(passphrase && { passphrase }), ...(key && { key: Buffer.from(key, 'hex') }),
    };
    try {
      for await (const event of readTokenFile(file, { format: options.format, unlock, ...(csv && { csv }), now: new Date(this.surroundings.now()) })) {
        const token = this.#accept(event, options, report);
        if (token !== undefined) yield token;
      }
    } catch (error) {
      if (!(error instanceof TokenFileError)) throw error;
      report.endAt(error);
    }
  }

  #accept(event: TokenFileEvent, { kind, assign }: Options, report: ImportReporter): ImportedToken | undefined {
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
          report.refuse({ line, serial: shownSubject(token.serial), reason: fault });
          return undefined;
        }
        report.readWell();
        if (assign === 'nobody' && token.account !== undefined) report.nameUser(line);
        for (const warning of token.warnings) report.warn({ line, serial: token.serial, warning });
        if (token.algorithm === 'ocra') report.warn({ line, serial: token.serial, warning: 'not-for-sign-ins' });
        return prepare(line, token, kind, this.keys, this.surroundings);
      }
    }
  }
}

interface Taken {
  readonly wanted: boolean;
  readonly imported: number;
  readonly assigned: number;
}

/**
 * All that is read, or the good part of it when that is wanted, or nothing. While a batch goes to the database the next
 * one is read. What cannot be imported any more is only looked at, for the report.
 */
async function take(transaction: ImportTransaction, file: AsyncIterable<readonly ImportedToken[]>, options: Options, report: ImportReporter): Promise<Taken> {
  const named = new NamedTokens();
  let imported = 0;
  const isWanted = (): boolean => report.unreadable === undefined && (options.partial || report.refusedCount === 0);
  const put = async (batch: readonly ImportedToken[]): Promise<void> => {
    const kept = isWanted();
    const known = kept ? await transaction.make(batch, options) : await transaction.known(batch);
    report.refuseKnown(known);
    imported += batch.length - known.length;
    named.add(assignable(batch, known, options.assign));
  };
  let busy = Promise.resolve();
  try {
    for await (const batch of file) {
      await busy;
      busy = put(batch);
      busy.catch(() => {}); // it is awaited when the next batch is there
    }
  } finally {
    // Whatever happened to the file: the transaction goes on, or ends, after its last statement.
    await busy;
  }
  const wanted = isWanted();
  const assigned = await transaction.assign(named, wanted, ({ line, serial, login }, warning) => report.warn({ line, serial, warning, detail: subjectOrLength(login) }));
  if (!wanted) await transaction.takeBack();
  return wanted ? { wanted, imported, assigned } : { wanted, imported: 0, assigned: 0 };
}

/** Those of the tokens whose user the file names, with the login name to look for. */
function assignable(tokens: readonly ImportedToken[], known: readonly ImportedToken[], how: Options['assign']): AssignableToken[] {
  if (how === 'nobody') return [];
  const refused = new Set(known);
  return tokens.flatMap((token) => (token.account === null || refused.has(token)
    ? [] : [{ id: token.id, serial: token.serial, line: token.line, login: how === 'login' ? token.account : withoutDomain(token.account) }]));
}

/** `EXAMPLE\\alice`, `alice@example.com`. */
const withoutDomain = (account: string): string => account.replace(/^.*\\/s, '').replace(/@[^@]*$/s, '');

async function* batches(tokens: AsyncIterable<ImportedToken>): AsyncGenerator<readonly ImportedToken[], void> {
  let batch: ImportedToken[] = [];
  for await (const token of tokens) {
    batch.push(token);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function importEvent({ site, importId }: ImportTransaction, options: Options, report: ImportReporter, { wanted, imported, assigned }: Taken): Change {
  return {
    action: 'token-import', result: wanted ? 'changed' : 'import-refused',
    object: { type: 'token-import', id: importId, label: site.name }, site: site.id, user: null, agentHost: null, before: {},
    after: {
      imported, assigned, assign: options.assign, read: report.read, refused: report.refusedCount, format: options.format, kind: options.kind, partial: options.partial,
      enabled: options.enable, ...options.mode,
    },
  };
}

/** Ends the transaction of a dry run: it did everything, so that its report is true, and keeps nothing. */
class DryRun extends Error {
  constructor(readonly taken: Taken) {
    super('dry run');
  }
}
