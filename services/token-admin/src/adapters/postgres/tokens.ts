import { type Policy, readPolicy } from '@countersign/contracts';
import { CONSOLE_ISSUER, type TokenOwner } from '../../application/make-token.ts';
import type { NewToken } from '../../application/new-token.ts';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { type Caller, requirePermission, requireSiteScope } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { guardAdministrator } from './administrator-guard.ts';
import type { Asked } from './asked.ts';
import type { ChangeSql, DirectoryDatabase } from './directory-database.ts';
import { policyInForce } from './effective-policies.ts';
import type { Page } from './page.ts';
import { requireSite } from './reach.ts';
import { insertRow, requireVersion, updateRow, type Optional, type Sql } from './sql.ts';
import { requireFreeSerial } from './taken-values.ts';
import { listTokenRows, type TokenQuery } from './token-list.ts';
import { findToken, lockToken, reachToken, tokenOf, type Token } from './token-rows.ts';
import { lockUser, reachUser } from './user-rows.ts';

type TokenInput = Pick<Token, 'enabled' | 'lost' | 'oneTime' | 'usePin' | 'allowNextTokencode' | 'sms' | 'startsAt' | 'endsAt'>;

/** Token definitions and who holds them. */
export class Tokens {
  constructor(private readonly database: DirectoryDatabase, private readonly settings: { current(): Promise<{ readonly tokensPerUser: number }> }) {}

  async list(query: TokenQuery, caller: Caller): Promise<Page<Token>> {
    return this.database.read(async (sql) => {
      const { items, nextCursor } = await listTokenRows(sql, query, caller);
      return { items: items.map((row) => tokenOf(row)), nextCursor };
    });
  }

  async get(id: string, caller: Caller): Promise<Token> {
    return this.database.read(async (sql) => reachToken(sql, id, caller));
  }

  /** The token, for a change of its running state, which is auth's. @throws Refused not-found, forbidden */
  async forChange(id: string, caller: Caller): Promise<Token> {
    return this.database.read(async (sql) => requireChangeable(sql, await reachToken(sql, id, caller), caller));
  }

  /** What the levels set at the site of a user. */
  async policyOf(userId: string): Promise<Policy> {
    const [row] = await this.database.read(async (sql) => sql.rows<{ policy: unknown }>(
      'SELECT e.policy FROM directory.effective_policy e JOIN directory.user_account u ON u.site_id = e.site_id WHERE u.id = $1', [userId],
    ));
    return readPolicy(row?.policy);
  }

  /** Whom a token of this site that goes to this user is for. @throws Refused not-found, forbidden */
  async ownerOf({ siteId, assignTo }: { readonly siteId: string; readonly assignTo?: string | undefined }, caller: Caller): Promise<TokenOwner> {
    if (assignTo !== undefined) requirePermission(caller, 'tokens.assign');
    return this.database.read(async (sql) => {
      await requireSite(sql, caller, siteId);
      const [site] = await sql.rows<{ name: string }>('SELECT name FROM directory.site WHERE id = $1', [siteId]);
      const issuer = caller.person !== undefined && caller.person.id === assignTo ? CONSOLE_ISSUER : site?.name ?? '';
      if (assignTo === undefined) return { issuer, login: null, hasOthers: false };
      const { login } = await reachUser(sql, assignTo, caller);
      const [other] = await sql.rows('SELECT 1 FROM directory.assignment WHERE user_id = $1 LIMIT 1', [assignTo]);
      return { issuer, login, hasOthers: other !== undefined };
    });
  }

  async create(token: NewToken, assignTo: string | undefined, caller: Caller): Promise<Token> {
    if (assignTo !== undefined) requirePermission(caller, 'tokens.assign');
    return this.database.change(caller, async (sql) => {
      await requireSite(sql, caller, token.siteId);
      await requireFreeSerial(sql, caller, token.serial);
      await insertRow(sql, 'token', rowOf(token));
      const after = await findToken(sql, token.id);
      sql.record(made('token', 'make', after));
      return assignTo === undefined ? after : this.#assign(sql, token.id, assignTo, caller);
    });
  }

  /** All of them or none. */
  async createAll(siteId: string, tokens: readonly NewToken[], caller: Caller): Promise<Token[]> {
    return this.database.change(caller, async (sql) => {
      await requireSite(sql, caller, siteId);
      const created: Token[] = [];
      for (const token of tokens) {
        await insertRow(sql, 'token', rowOf({ ...token, siteId }));
        const after = await findToken(sql, token.id);
        sql.record(made('token', 'make', after));
        created.push(after);
      }
      return created;
    });
  }

  async update(id: string, input: Optional<TokenInput>, { caller, version }: Asked): Promise<Token> {
    return this.database.change(caller, async (sql) => {
      const before = await lockChangeable(sql, id, caller);
      requireVersion(before, version);
      await updateRow(sql, 'token', id, {
        enabled: input.enabled, lost: input.lost, one_time: input.oneTime, use_pin: input.usePin, allow_next_tokencode: input.allowNextTokencode,
        sms: input.sms, starts_at: input.startsAt, ends_at: input.endsAt,
      });
      const after = await findToken(sql, id);
      sql.record(changed('token', 'update', { before, after }, holderOf(after)));
      return after;
    });
  }

  async delete(id: string, { caller, version }: Asked): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const before = await lockChangeable(sql, id, caller);
      requireVersion(before, version);
      if (before.assignment !== null) throw new Refused('token-assigned', `${before.assignment.login} holds it: take it back first.`);
      await sql.run('DELETE FROM directory.token WHERE id = $1', [id]);
      sql.record(deleted('token', before));
    });
  }

  async assign(id: string, userId: string, caller: Caller): Promise<Token> {
    return this.database.change(caller, async (sql) => this.#assign(sql, id, userId, caller));
  }

  async unassign(id: string, caller: Caller): Promise<Token> {
    return this.database.change(caller, async (sql) => {
      const before = await lockChangeable(sql, id, caller);
      if (before.assignment === null) throw new Refused('token-not-assigned');
      await sql.run('DELETE FROM directory.assignment WHERE id = $1', [before.assignment.id]);
      const after = await findToken(sql, id);
      sql.record(changed('token', 'unassign', { before, after }, { ...holderOf(before), was: { user: before.assignment.login }, is: { user: null } }));
      return after;
    });
  }

  /** The user's row is the lock: parallel assignments count one after another. */
  async #assign(sql: ChangeSql, id: string, userId: string, caller: Caller): Promise<Token> {
    const user = await lockUser(sql, userId, caller);
    await guardAdministrator(sql, caller, userId);
    const before = await lockToken(sql, id, caller);
    if (before.assignment !== null) throw new Refused('token-assigned', `${before.assignment.login} holds it.`);
    const [held] = await sql.rows<{ tokens: number }>('SELECT count(*)::int AS tokens FROM directory.assignment WHERE user_id = $1', [userId]);
    const { tokensPerUser = (await this.settings.current()).tokensPerUser } = await policyInForce(sql, user.siteId);
    if ((held?.tokens ?? 0) >= tokensPerUser) {
      throw new Refused('token-limit-reached', `A user may hold ${tokensPerUser} tokens.`);
    }
    await insertRow(sql, 'assignment', { id: sql.newId(), token_id: id, user_id: userId });
    const after = await findToken(sql, id);
    sql.record(changed('token', 'assign', { before, after }, { user, was: { user: null }, is: { user: user.login } }));
    return after;
  }
}

const rowOf = (token: NewToken): Record<string, unknown> => ({
  id: token.id, serial: token.serial, site_id: token.siteId, kind: token.kind, algorithm: token.algorithm, hash: token.hash, digits: token.digits,
  period: token.period, uses: token.uses, ends_at: token.endsAt, sealed_seed: Buffer.from(token.sealedSeed), seed_fingerprint: Buffer.from(token.seedFingerprint),
  use_pin: token.usePin,
});

const lockChangeable = async (sql: Sql, id: string, caller: Caller): Promise<Token> => requireChangeable(sql, await lockToken(sql, id, caller), caller);

/** The stock of a site is not for those whose scope is groups, and an administrator's token only for those above. */
async function requireChangeable(sql: Sql, token: Token, caller: Caller): Promise<Token> {
  if (token.assignment === null) requireSiteScope(caller);
  else await guardAdministrator(sql, caller, token.assignment.userId);
  return token;
}

const holderOf = ({ assignment }: Token) => (assignment === null ? {} : { user: { id: assignment.userId, login: assignment.login } });
