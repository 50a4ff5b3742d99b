import type { unusedContract } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import type { z } from 'zod';
import type { Caller } from '../../domain/caller.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions } from './page.ts';
import { within } from './reach.ts';
import { select } from './sql.ts';
import { tokens } from './token-rows.ts';

/** What auth found, in its order. */
type Found = z.output<typeof unusedContract.reply>['found'];
type UserRow = Omit<adminApi.UnusedUser, 'lastSignInAt'>;
type TokenRow = Omit<adminApi.UnusedToken, 'lastSignInAt'>;

/** Accounts and tokens that auth found unused, as the directory knows them; what left the caller's reach meanwhile is left out. */
export class UnusedRows {
  constructor(private readonly database: DirectoryDatabase) {}

  async users(found: Found, caller: Caller): Promise<adminApi.UnusedUser[]> {
    const rows = await this.#byId<UserRow>(found.map(({ userId }) => userId), caller, {
      resource: 'user', id: 'u.id', columns: 'u.login, u.display_name AS "displayName", u.site_id AS "siteId", u.enabled, u.opened_at AS "openedAt"', from: 'directory.user_account u',
    });
    return found.flatMap(({ userId, lastSignInAt }) => withUse(rows.get(userId), lastSignInAt));
  }

  async tokens(found: Found, caller: Caller): Promise<adminApi.UnusedToken[]> {
    const rows = await this.#byId<TokenRow>(found.flatMap(({ tokenId }) => tokenId ?? []), caller, {
      resource: 'token', id: 't.id', columns: 't.serial, t.site_id AS "siteId", t.enabled, a.user_id AS "userId", u.login, a.assigned_at AS "assignedAt"', from: tokens.from,
    });
    return found.flatMap(({ userId, tokenId, lastSignInAt }) => {
      const row = tokenId === null ? undefined : rows.get(tokenId);
      return row?.userId === userId ? withUse(row, lastSignInAt) : []; // by now it may be somebody else's
    });
  }

  async #byId<Row extends { id: string }>(
    ids: readonly string[], caller: Caller, { resource, id, columns, from }: { resource: 'user' | 'token'; id: string; columns: string; from: string },
  ): Promise<ReadonlyMap<string, Row>> {
    if (ids.length === 0) return new Map();
    return this.database.read(async (sql) => {
      const where = await within(sql, caller, resource, new Conditions().add(`${id} = ANY (?::uuid[])`, ids));
      const rows = await sql.rows<Row>(select({ columns: `${id} AS id, ${columns}`, from, what: resource }, `WHERE ${where.toString()}`), where.values);
      return new Map(rows.map((row) => [row.id, row]));
    });
  }
}

const withUse = <Row>(row: Row | undefined, lastSignInAt: string | null): (Row & { lastSignInAt: string | null })[] => (row === undefined ? [] : [{ ...row, lastSignInAt }]);
