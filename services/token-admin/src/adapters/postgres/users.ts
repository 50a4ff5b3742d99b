import { completePolicy, defaultPolicy, foldLogin, mixesAlphabets, passwordFault, type PasswordFault, type WholePolicy } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { type Caller, requireSiteScope, requireWholeScope } from '../../domain/caller.ts';
import { requireFutureEnd } from '../../domain/future-end.ts';
import { Refused } from '../../domain/refused.ts';
import { endSessions, guardAdministrator, isBeyondPower, keepLogin, lockAdministrators, requireSuperAdministrator } from './administrator-guard.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { policyInForce } from './effective-policies.ts';
import type { Page } from './page.ts';
import { requireGroup, requireSite } from './reach.ts';
import { insertRow, jsonOf, requireVersion, updateRow, type Optional, type Sql } from './sql.ts';
import { takeBackTokens } from './take-back.ts';
import { requireUsableProfile } from './usable-profile.ts';
import { listUserRows, type UserQuery } from './user-list.ts';
import { findUser, lockUser, reachUser } from './user-rows.ts';

type User = adminApi.User;
type UserInput = Omit<User, 'id' | 'siteId' | 'passwordSet' | 'passwordExpiresAt' | 'passwordMustChange' | 'tokens' | 'lastSignInAt' | 'version'>;

/** Users of the directory and their static passwords (as argon2id strings). */
export class Users {
  /** @param now Unix milliseconds */
  constructor(private readonly database: DirectoryDatabase, private readonly now: () => number) {}

  async list(query: UserQuery, caller: Caller): Promise<Page<User>> {
    return this.database.read(async (sql) => listUserRows(sql, query, caller));
  }

  async get(id: string, caller: Caller): Promise<User & { readonly administratorBeyondPower: boolean }> {
    return this.database.read(async (sql) => ({ ...await reachUser(sql, id, caller), administratorBeyondPower: await isBeyondPower(sql, caller, id) }));
  }

  /** The sites of these users, of those that still are; for whoever checks the reach by other means. */
  async sitesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    return this.database.read(async (sql) => {
      const rows = await sql.rows<{ id: string; siteId: string }>('SELECT id, site_id AS "siteId" FROM directory.user_account WHERE id = ANY ($1::uuid[])', [ids]);
      return new Map(rows.map(({ id, siteId }) => [id, siteId]));
    });
  }

  /** The user, for a change of running state, which is auth's. @throws Refused not-found, forbidden */
  async forChange(id: string, caller: Caller): Promise<User> {
    return this.database.read(async (sql) => {
      const user = await reachUser(sql, id, caller);
      await guardAdministrator(sql, caller, id);
      return user;
    });
  }

  /** The user, as {@link forChange}, and no administrator meanwhile: whoever is appointed waits until the work is done. */
  async whileHeld<T>(id: string, caller: Caller, work: (user: User) => Promise<T>): Promise<T> {
    return this.database.transaction(async (sql) => {
      const user = await lockUser(sql, id, caller);
      await guardAdministrator(sql, caller, id);
      return work(user);
    });
  }

  async create(input: { siteId: string; login: string } & Optional<UserInput>, caller: Caller): Promise<User> {
    requireOrder(input.startsAt ?? null, input.endsAt ?? null);
    requireOpenable(input, caller);
    return this.database.change(caller, async (sql) => {
      await requirePlace(sql, caller, input.siteId, input.groupId ?? null);
      await requireUsableProfile(sql, caller, { siteId: input.siteId, before: null }, input.radiusProfileId);
      const id = sql.newId();
      await insertRow(sql, 'user_account', { id, site_id: input.siteId, ...columnsOf(input) });
      const after = await findUser(sql, id);
      sql.record(made('user', 'create', after));
      return after;
    });
  }

  async update(id: string, input: Optional<UserInput>, { caller, version }: Asked): Promise<User> {
    return this.database.change(caller, async (sql) => {
      const before = await lockUser(sql, id, caller);
      const isAdministrator = await guardAdministrator(sql, caller, id);
      const superAdministrators = isAdministrator ? await lockAdministrators(sql) : undefined;
      requireVersion(before, version);
      requireTellable(input.login, before.login);
      requireOpenable(input, caller, before);
      requireOrder(input.startsAt === undefined ? before.startsAt : input.startsAt, input.endsAt === undefined ? before.endsAt : input.endsAt);
      if (input.groupId !== undefined && input.groupId !== before.groupId) await requirePlace(sql, caller, before.siteId, input.groupId);
      await requireUsableProfile(sql, caller, { siteId: before.siteId, before: before.radiusProfileId }, input.radiusProfileId);
      await updateRow(sql, 'user_account', id, columnsOf(input));
      if (input.login !== undefined) await keepLogin(sql, id);
      if (superAdministrators !== undefined) await requireSuperAdministrator(sql, superAdministrators);
      const after = await findUser(sql, id);
      sql.record(changed('user', 'update', { before, after }));
      return after;
    });
  }

  /** Takes the user's tokens back and ends the user's activations. */
  async delete(id: string, { caller, version }: Asked): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const before = await lockUser(sql, id, caller);
      await guardAdministrator(sql, caller, id, 'no-administrator');
      requireVersion(before, version);
      await takeBackTokens(sql, before);
      const ended = await sql.run('DELETE FROM directory.agent_host_user WHERE user_id = $1', [id]);
      await sql.run('DELETE FROM directory.user_account WHERE id = $1', [id]);
      sql.record(deleted('user', before, { was: { activations: ended } }));
    });
  }

  /**
   * Whether the policy of the user's site takes the password, and until when it is good.
   * @throws Refused not-found, password-against-policy
   */
  async judgePassword(id: string, { password, expiresAt }: { password: string; expiresAt: string | null }, caller: Caller): Promise<{ expiresAt: string | null }> {
    return this.database.read(async (sql) => {
      const user = await reachUser(sql, id, caller);
      const rules = completePolicy(await policyInForce(sql, user.siteId), defaultPolicy);
      const fault = passwordFault(password, user.login, rules);
      if (fault !== undefined) throw new Refused('password-against-policy', PASSWORD_FAULTS[fault](rules));
      return { expiresAt: expiryOf(expiresAt, rules.passwordDays, this.now()) };
    });
  }

  /** @param password its argon2id hash as a PHC string and its number of characters; null removes it */
  async setPassword(id: string, password: { hash: string | null; length: number | null; expiresAt: string | null; mustChange: boolean }, caller: Caller): Promise<User> {
    return this.database.change(caller, async (sql) => {
      const before = await lockUser(sql, id, caller);
      const isAdministrator = await guardAdministrator(sql, caller, id, 'others-only');
      const superAdministrators = isAdministrator ? await lockAdministrators(sql) : undefined;
      await updateRow(sql, 'user_account', id, {
        password_hash: password.hash, password_length: password.length, password_expires_at: password.expiresAt,
        // Nobody but an administrator knows an administrator's password.
        password_must_change: password.mustChange || (isAdministrator && password.hash !== null),
      });
      await endSessions(sql, id);
      if (superAdministrators !== undefined) await requireSuperAdministrator(sql, superAdministrators);
      const after = await findUser(sql, id);
      sql.record(changed('static-password', password.hash === null ? 'remove' : 'set', { before, after }));
      return after;
    });
  }
}

const PASSWORD_FAULTS: Readonly<Record<PasswordFault, (rules: WholePolicy) => string>> = {
  'too-short': ({ passwordMinimum }) => `It needs ${passwordMinimum} characters.`,
  'too-few-kinds': ({ passwordKinds }) => `It needs ${passwordKinds} of these: small letters, capitals, digits, other characters.`,
  'holds-login': () => 'It holds the login name.',
};
const DAY_MS = 86_400_000;

/** @param days that the policy allows; 0: as many as anybody likes @throws Refused bad-request, password-against-policy */
function expiryOf(asked: string | null, days: number, now: number): string | null {
  requireFutureEnd(asked, now);
  if (days === 0) return asked;
  const latest = now + days * DAY_MS;
  if (asked !== null && Date.parse(asked) > latest) throw new Refused('password-against-policy', `It may be good for ${days} days at most.`);
  return asked ?? new Date(latest).toISOString();
}

const columnsOf = (input: Optional<UserInput>) => ({
  login: input.login, login_folded: input.login && foldedLogin(input.login), group_id: input.groupId, display_name: input.displayName,
  mobile: input.mobile, email: input.email, enabled: input.enabled, starts_at: input.startsAt, ends_at: input.endsAt,
  active_on_all_hosts: input.activeOnAllHosts, active_on_site_hosts: input.activeOnSiteHosts, opened_at: input.openedAt,
  access_times: jsonOf(input.accessTimes), new_pin: input.newPin, next_tokencode: input.nextTokencode, sms: input.sms,
  maximum_sessions: input.maximumSessions, identifier: input.identifier, radius_profile_id: input.radiusProfileId,
});

/** On all agent hosts is on those of the sites above, too; on the site's, on those that a group's leader does not lead. @throws Refused forbidden */
function requireOpenable({ activeOnAllHosts, activeOnSiteHosts }: Optional<UserInput>, caller: Caller, before?: User): void {
  if (activeOnAllHosts === true && before?.activeOnAllHosts !== true) requireWholeScope(caller, 'A user who is active on all agent hosts');
  if (activeOnSiteHosts === true && before?.activeOnSiteHosts !== true) requireSiteScope(caller);
}

/** Where a user may be put: within a scope of groups, only into one of them. @throws Refused not-found, forbidden */
async function requirePlace(sql: Sql, caller: Caller, siteId: string, groupId: string | null): Promise<void> {
  if (groupId !== null) await requireGroup(sql, caller, groupId);
  if (groupId === null || caller.scope.kind !== 'groups') await requireSite(sql, caller, siteId);
}

/** A name that folds to blanks would be nobody's and everybody's. */
function foldedLogin(login: string): string {
  const folded = foldLogin(login);
  if (folded.trim() === '') throw new Refused('bad-request', 'The login name is blank.');
  return folded;
}

/** Who has a name that mixes alphabets keeps it; nobody gets one. */
function requireTellable(login: string | undefined, before: string): void {
  if (login !== undefined && login !== before && mixesAlphabets(login)) throw new Refused('bad-request', 'The new login name mixes alphabets whose letters look alike.');
}

function requireOrder(startsAt: string | null, endsAt: string | null): void {
  if (startsAt !== null && endsAt !== null && Date.parse(startsAt) >= Date.parse(endsAt)) throw new Refused('bad-request', 'The account would end before it starts.');
}
