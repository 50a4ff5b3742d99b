import { foldLogin, mixesAlphabets, type ResultCode } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { DirectoryFault, type DirectorySettings, type Person, readPeople } from '@countersign/ldap';
import { z } from 'zod';
import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import type { JobHandler, JobOutcome, RunningJob } from '../jobs/job-handler.ts';
import { jobReport } from '../jobs/job-report.ts';
import { type RunUserImport, type StagedUser, type Taken, type UserImportTransaction, userRefusals } from '../user-import/user-import-transaction.ts';
import { COUNT_GONE, DISABLE, LINK, RENAME, RETURN } from './sync-statements.ts';

type Sync = adminApi.DirectorySync;
/** The synchronisations, as a run sees them. */
export interface SyncsOfRuns {
  plan(id: string, caller: Caller): Promise<{ sync: Sync; settings: DirectorySettings }>;
  /** Puts a run that failed for good on record. */
  recordFailure(sync: Sync, caller: Caller, failure: { readonly code: ResultCode; readonly detail: string | null }): Promise<void>;
}

const optionsSchema = z.strictObject({ syncId: z.uuid(), force: z.boolean() });

/** Refusals that no second attempt mends: too many users gone, and a directory that does not answer. */
const FINAL: ReadonlySet<string> = new Set(['import-refused', 'back-end-unreachable']);
/** For reading the whole directory and staging it. */
const READ_MS = 15 * 60_000;
/** Users gone from which on the share of all counts: in a small site everybody may leave. */
const FEW = 5;

/** Makes the people of a directory users of a site: all that it holds or, when anything fails, nothing. */
export class DirectorySyncJob implements JobHandler {
  readonly kind = 'ldap-sync';
  readonly waitsForOthers = true;

  /** @param pageMs that a page of entries may take to come */
  constructor(private readonly syncs: SyncsOfRuns, private readonly runImport: RunUserImport, private readonly pageMs: number) {}

  /** Making groups needs more: whether it does, its plan knows, and the run asks for it then. */
  needs(): readonly adminApi.Permission[] {
    return ['users.write'];
  }

  async run(job: RunningJob): Promise<JobOutcome> {
    const { syncId, force } = optionsSchema.parse(job.options);
    const { sync, settings } = await this.syncs.plan(syncId, job.caller);
    if (sync.makeGroups) job.needToo(['groups.write']);
    return this.runImport(sync.siteId, job.caller, async (transaction) => {
      const found = new Findings();
      await transaction.stage(this.#read(job, sync, settings, transaction, found));
      await refuse(transaction, sync, found);
      const outcome = await this.#keep(transaction, sync, found, force);
      if (job.dryRun) throw new DryRun(outcome);
      await transaction.discard();
      transaction.record({
        action: 'directory-sync', result: 'changed', object: { type: 'directory-sync', id: sync.id, label: sync.name }, site: sync.siteId, user: null, agentHost: null,
        before: {}, after: { ...outcome.report?.counts },
      });
      await job.end(transaction.run, outcome);
      return outcome;
    }, job.signal).catch(async (error: unknown) => {
      if (error instanceof DryRun) return error.outcome;
      const refused = error instanceof DirectoryFault ? new Refused('back-end-unreachable', error.message) : error;
      if (refused instanceof Refused && FINAL.has(refused.code) && !job.dryRun) {
        await this.syncs.recordFailure(sync, job.caller, { code: refused.code, detail: refused.detail ?? null });
      }
      throw refused;
    });
  }

  /** Entries one by one as staged users; what is wrong with one goes to the findings. */
  async* #read(job: RunningJob, sync: Sync, settings: DirectorySettings, transaction: UserImportTransaction, found: Findings): AsyncGenerator<StagedUser, void> {
    for await (const people of readPeople(settings, sync, { pageMs: this.pageMs, totalMs: READ_MS, signal: job.signal })) {
      for (const person of people) {
        found.read += 1;
        // Present all the same: an entry that cannot be read is not one that is gone.
        const user = stagedOf(person, found);
        if (person.id !== null) found.see(person.id, person.disabled, user);
        if (user) yield { ...user, line: found.read, id: transaction.newId() };
      }
      job.progress({ done: found.read, records: found.read });
    }
  }

  /** @throws Refused import-refused where too many would be disabled */
  async #keep(transaction: UserImportTransaction, sync: Sync, found: Findings, force: boolean): Promise<JobOutcome> {
    const { ids, folded, logins, disabledIds } = found;
    const { id: siteId } = transaction.site;
    const run = async (statement: string, ...values: unknown[]): Promise<number> => transaction.run(statement, [sync.id, ...values]);
    const disables = sync.missing === 'disable';
    const gone = disables ? await run(COUNT_GONE, ids) : 0;
    if (!force && gone >= FEW && gone * 2 > sync.users) {
      throw new Refused('import-refused', `${gone} of ${sync.users} users are not in the directory any more. Check the filter and where it searches; run it with “force” if they are to be disabled.`);
    }
    const renamed = await run(RENAME, siteId, ids, folded, logins);
    const taken: Taken = await transaction.take({ existing: 'update', makeGroups: sync.makeGroups });
    await run(LINK, siteId, ids, folded);
    const returned = await run(RETURN, ids, disabledIds);
    const disabled = disables ? await run(DISABLE, ids) : 0;
    return {
      state: 'done',
      report: jobReport({
        read: found.read, created: taken.created, updated: Math.max(taken.updated, renamed) + returned, unchanged: taken.unchanged, disabled,
        'groups-made': taken.groupsMade, refused: found.refused,
      }, found.lines),
    };
  }
}

const fields = adminApi.createUser.body.shape;

function stagedOf(person: Person, found: Findings): Omit<StagedUser, 'line' | 'id'> | undefined {
  const refused = (reason: string, detail: string | null = null): undefined => found.refuse(found.read, person.login ?? person.dn, reason, detail);
  if (person.id === null) return refused('identifier-missing');
  if (person.login === null) return refused('login-missing');
  const login = adminApi.loginSchema.safeParse(person.login.trim());
  const folded = login.success ? foldLogin(login.data) : '';
  if (!login.success || folded.trim() === '') return refused('invalid-login');
  const text = (field: 'displayName' | 'mobile' | 'email', value: string | null): string | undefined => {
    if (value === null) return undefined;
    const parsed = fields[field].safeParse(value.trim());
    if (parsed.success && typeof parsed.data === 'string') return parsed.data;
    found.warn(found.read, login.data, 'value-left-out', field);
    return undefined;
  };
  const [displayName, mobile, email] = [text('displayName', person.displayName), text('mobile', person.mobile), text('email', person.email)];
  const group = person.group === null ? undefined : groupOf(person.group);
  return {
    login: login.data, loginFolded: folded, displayName, mobile, email, group, identifier: undefined,
    // Who is disabled here stays so: only the directory's own word is taken.
    enabled: person.disabled ? false : undefined,
    startsAt: undefined, endsAt: undefined, maximumSessions: undefined, activeOnSiteHosts: undefined, activeOnAllHosts: undefined,
  };
}

/** A group's name; of a distinguished name (`memberOf`) its first part. */
function groupOf(value: string): string | undefined {
  const name = (/^[A-Za-z]+=((?:\\.|[^,\\])+)(?:,|$)/.exec(value)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? value).trim();
  return adminApi.createGroup.body.shape.name.safeParse(name).success ? name : undefined;
}

async function refuse(transaction: UserImportTransaction, { makeGroups }: Sync, found: Findings): Promise<void> {
  for (const reason of userRefusals) {
    const { count, first } = await transaction.refuse(reason, { existing: 'update', makeGroups }, adminApi.JOB_REPORT_LINES);
    for (const { line, login, detail } of first) found.refuse(line, login, reason, detail);
    found.refused += count - first.length;
  }
}

/** What was there, and what was wrong with it. */
class Findings {
  read = 0;
  refused = 0;
  readonly lines: adminApi.JobReportLine[] = [];
  /** Entries that are there, side by side with their logins; empty logins are nobody's, and nobody gets a name that mixes alphabets. */
  readonly ids: string[] = [];
  readonly folded: string[] = [];
  readonly logins: string[] = [];
  /** Those that the directory itself disables. */
  readonly disabledIds: string[] = [];
  readonly #known = new Set<string>();

  see(id: string, isDisabled: boolean, user: Omit<StagedUser, 'line' | 'id'> | undefined): void {
    this.ids.push(id);
    // A second entry of the same login is refused, and must not take the user over.
    const isFirst = user !== undefined && !this.#known.has(user.loginFolded);
    if (isFirst) this.#known.add(user.loginFolded);
    this.folded.push(isFirst ? user.loginFolded : '');
    this.logins.push(isFirst && !mixesAlphabets(user.login) ? user.login : '');
    if (isDisabled) this.disabledIds.push(id);
  }

  refuse(line: number, subject: string, reason: string, detail: string | null): undefined {
    this.refused += 1;
    this.#add({ line, subject, kind: 'refused', reason, detail });
  }

  warn(line: number, subject: string, reason: string, detail: string): void {
    this.#add({ line, subject, kind: 'warning', reason, detail });
  }

  #add(line: adminApi.JobReportLine): void {
    if (this.lines.length < adminApi.JOB_REPORT_LINES * 2) this.lines.push({ ...line, subject: line.subject?.slice(0, adminApi.JOB_REPORT_TEXT) ?? null });
  }
}

/** Ends the transaction of a dry run: it did everything, so that its report is true, and keeps nothing. */
class DryRun extends Error {
  constructor(readonly outcome: JobOutcome) {
    super('dry run');
  }
}
