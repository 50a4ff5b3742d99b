import { timingSafeEqual } from 'node:crypto';
import type { Actor, adminApi } from '@countersign/contracts';
import type { Surroundings, TokenAdminKeys } from '../../application/ports.ts';
import { changed, made } from '../../application/recorded-change.ts';
import type { ApiKeyParts } from '../../domain/api-key.ts';
import { formatApiKey } from '../../domain/api-key.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { insertRow, one, type Source, type Sql } from './sql.ts';

type ApiKey = adminApi.ApiKey;

const source: Source = {
  columns: 'id, name, created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"',
  from: 'directory.api_key', what: 'API key',
};
const find = async (sql: Sql, id: string): Promise<ApiKey> => one<ApiKey>(sql, source, 'WHERE id = $1', [id]);

const SECRET_BYTES = 32;
/** Compared with when there is no such key, so that an unknown key takes as long as a wrong one. */
const NOBODY = Buffer.alloc(32);
/** "Last used" is true to this many milliseconds, so that not every request writes. */
const LAST_USED_MS = 60_000;

/** Bearer keys of scripts and consoles. Only a MAC of the key is stored. */
export class ApiKeys {
  constructor(
    private readonly database: DirectoryDatabase,
    private readonly keys: Pick<TokenAdminKeys, 'apiKeyMac'>,
    private readonly surroundings: Surroundings,
  ) {}

  async list(query: PageRequest & { name?: string | undefined }): Promise<Page<ApiKey>> {
    return this.database.read(async (sql) => page<ApiKey>(sql, query, source, new Conditions().add('name = ?', query.name), { key: 'name', id: 'id' }));
  }

  async create(input: { name: string; expiresAt: string | null }, actor: Actor): Promise<{ apiKey: ApiKey; key: string }> {
    return this.database.change(actor, async (sql) => {
      const id = sql.newId();
      const key = formatApiKey(id, this.surroundings.random(SECRET_BYTES));
      await insertRow(sql, 'api_key', { id, name: input.name, key_mac: this.#macOf(key), expires_at: input.expiresAt });
      const apiKey = await find(sql, id);
      sql.record(made('api-key', 'create', apiKey));
      return { apiKey, key };
    });
  }

  async revoke(id: string, actor: Actor): Promise<ApiKey> {
    return this.database.change(actor, async (sql) => {
      const before = await one<ApiKey>(sql, source, 'WHERE id = $1 FOR UPDATE', [id]);
      if (before.revokedAt !== null) return before;
      await sql.run('UPDATE directory.api_key SET revoked_at = $2 WHERE id = $1', [id, new Date(this.surroundings.now())]);
      const after = await find(sql, id);
      sql.record(changed('api-key', 'revoke', { before, after }));
      return after;
    });
  }

  /** Whose key it is; undefined for an unknown, wrong, expired or revoked one. */
  async identify({ id, key }: ApiKeyParts): Promise<{ id: string; name: string } | undefined> {
    const now = this.surroundings.now();
    const [row] = await this.database.read(async (sql) => sql.rows<{ name: string; mac: Buffer; stale: boolean }>(`
      SELECT name, key_mac AS mac, COALESCE(last_used_at < $3, true) AS stale FROM directory.api_key
      WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`, [id, new Date(now), new Date(now - LAST_USED_MS)]));
    const matches = timingSafeEqual(row?.mac ?? NOBODY, this.#macOf(key));
    if (row === undefined || !matches) return undefined;
    if (row.stale) await this.database.read(async (sql) => sql.run('UPDATE directory.api_key SET last_used_at = $2 WHERE id = $1', [id, new Date(now)]));
    return { id, name: row.name };
  }

  #macOf(key: string): Buffer {
    return Buffer.from(this.keys.apiKeyMac(Buffer.from(key, 'ascii')));
  }
}
