import { timingSafeEqual } from 'node:crypto';
import type { Actor } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import type { Surroundings, TokenAdminKeys } from '../../application/ports.ts';
import { changed, made } from '../../application/recorded-change.ts';
import type { ApiKeyParts } from '../../domain/api-key.ts';
import { formatApiKey } from '../../domain/api-key.ts';
import { type Caller, requireConfirmed, requireHeld, requireWholeScope } from '../../domain/caller.ts';
import { requireFutureEnd } from '../../domain/future-end.ts';
import { Refused } from '../../domain/refused.ts';
import { powerOf } from './api-key-owners.ts';
import { apiKeys, findApiKey } from './api-key-rows.ts';
import type { ChangeSql, DirectoryDatabase } from './directory-database.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { holdScope, oneWithin, within } from './reach.ts';
import { scopeColumn, scopeColumns } from './scope-columns.ts';
import { insertRow, select } from './sql.ts';

type ApiKey = adminApi.ApiKey;

const SECRET_BYTES = 32;
/** Compared with when there is no such key, so that an unknown key takes as long as a wrong one. */
const NOBODY = Buffer.alloc(32);
/** "Last used" is true to this many milliseconds, so that not every request writes. */
const LAST_USED_MS = 60_000;

export interface NewApiKey {
  readonly name: string;
  readonly expiresAt: string | null;
  /** All of the maker's when it is not given; so with the scope. */
  readonly permissions?: readonly adminApi.Permission[] | undefined;
  readonly scope?: adminApi.Scope | undefined;
  /** The installation's, and not its maker's. */
  readonly ofInstallation?: boolean | undefined;
}

/** Whose key it is. */
export interface KeyHolder {
  readonly id: string;
  readonly name: string;
  /** The administrator whom it belongs to; null: the installation. */
  readonly ownerId: string | null;
  readonly scope: adminApi.Scope;
  /** Null: every one that there is. */
  readonly permissions: readonly adminApi.Permission[] | null;
}

const nameOf = ({ kind, label }: Actor): string => `${kind}:${label}`;
/** Who may do everything passes that on, whatever that will be in a later release. */
const inherited = ({ permissions }: Caller): readonly string[] | null => (adminApi.permissions.every((each) => permissions.has(each)) ? null : [...permissions]);

/** @throws Refused forbidden */
function requireEverything(caller: Caller): void {
  requireHeld(caller, adminApi.permissions);
  requireWholeScope(caller, 'A key of the installation');
}

/** Revokes what an administrator leaves behind: the same person appointed anew makes new keys. */
export async function revokeKeysOf(sql: ChangeSql, ownerId: string): Promise<void> {
  const keys = await sql.rows<ApiKey>(`${select(apiKeys, 'WHERE owner_id = $1 AND revoked_at IS NULL')} ORDER BY id FOR UPDATE`, [ownerId]);
  for (const before of keys) {
    await sql.run('UPDATE directory.api_key SET revoked_at = now() WHERE id = $1', [before.id]);
    sql.record(changed('api-key', 'revoke', { before, after: await findApiKey(sql, before.id) }));
  }
}

/** Bearer keys of scripts and consoles. Only a MAC of the key is stored. */
export class ApiKeys {
  constructor(
    private readonly database: DirectoryDatabase,
    private readonly keys: Pick<TokenAdminKeys, 'apiKeyMac'>,
    private readonly surroundings: Surroundings,
  ) {}

  async list(query: PageRequest & { name?: string | undefined }, caller: Caller): Promise<Page<ApiKey>> {
    return this.database.read(async (sql) =>
      page<ApiKey>(sql, query, apiKeys, await within(sql, caller, 'api-key', new Conditions().add('name = ?', query.name)), { key: 'name', id: 'id' }));
  }

  /** @throws Refused bad-request, confirmation-needed, session-needed, forbidden, not-found: a key may do what its maker may, or less */
  async create(input: NewApiKey, caller: Caller): Promise<{ apiKey: ApiKey; key: string }> {
    requireConfirmed(caller);
    const permissions = input.permissions === undefined ? undefined : [...new Set(input.permissions)];
    requireHeld(caller, permissions ?? []);
    if (input.ofInstallation === true) requireEverything(caller);
    requireFutureEnd(input.expiresAt, this.surroundings.now());
    const scope = input.scope ?? caller.scope;
    if (scope.kind === 'all' && caller.scope.kind !== 'all') throw new Refused('forbidden', 'The key would reach further than its maker.');
    return this.database.change(caller, async (sql) => {
      await holdScope(sql, caller, scope);
      const id = sql.newId();
      const key = formatApiKey(id, this.surroundings.random(SECRET_BYTES));
      await insertRow(sql, 'api_key', {
        id, name: input.name, key_mac: this.#macOf(key), expires_at: input.expiresAt, created_by: nameOf(caller.actor),
        owner_id: input.ofInstallation === true ? null : caller.person?.id ?? null, // what a key of the installation makes is the installation's
        permissions: permissions ?? inherited(caller), ...scopeColumns(scope),
      });
      const apiKey = await findApiKey(sql, id);
      sql.record(made('api-key', 'create', apiKey));
      return { apiKey, key };
    });
  }

  async revoke(id: string, caller: Caller): Promise<ApiKey> {
    return this.database.change(caller, async (sql) => {
      const before = await oneWithin<ApiKey>(sql, caller, 'api-key', apiKeys, { id, idColumn: 'id', lock: 'FOR UPDATE' });
      if (before.revokedAt !== null) return before;
      await sql.run('UPDATE directory.api_key SET revoked_at = $2 WHERE id = $1', [id, new Date(this.surroundings.now())]);
      const after = await findApiKey(sql, id);
      sql.record(changed('api-key', 'revoke', { before, after }));
      return after;
    });
  }

  /** Whose key it is; undefined for an unknown, wrong, expired or revoked one, and for one whose owner may not act. */
  async identify({ id, key }: ApiKeyParts): Promise<KeyHolder | undefined> {
    const now = this.surroundings.now();
    const [row] = await this.database.read(async (sql) => sql.rows<Omit<KeyHolder, 'id'> & { mac: Buffer; stale: boolean }>(`
      SELECT name, ${scopeColumn()} AS scope, permissions, owner_id AS "ownerId", key_mac AS mac, COALESCE(last_used_at < $3, true) AS stale FROM directory.api_key
      WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`, [id, new Date(now), new Date(now - LAST_USED_MS)]));
    const matches = timingSafeEqual(row?.mac ?? NOBODY, this.#macOf(key));
    if (row === undefined || !matches) return undefined;
    if (row.stale) await this.database.read(async (sql) => sql.run('UPDATE directory.api_key SET last_used_at = $2 WHERE id = $1', [id, new Date(now)]));
    const { ownerId, name, ...given } = row;
    const power = ownerId === null ? given : await this.database.read(async (sql) => powerOf(sql, ownerId, given, new Date(now)));
    return power && { id, name, ownerId, scope: power.scope, permissions: power.permissions };
  }

  #macOf(key: string): Buffer {
    return Buffer.from(this.keys.apiKeyMac(Buffer.from(key, 'ascii')));
  }
}
