import { timingSafeEqual } from 'node:crypto';
import type { Actor, adminApi } from '@countersign/contracts';
import type { Surroundings, TokenAdminKeys } from '../../application/ports.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions, one, page, type Page, type PageRequest, type Sql } from './sql.ts';

type ApiKey = adminApi.ApiKey;

const SELECT = `SELECT id, name, created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt" FROM directory.api_key`;
const find = async (sql: Sql, id: string, lock = ''): Promise<ApiKey> => one<ApiKey>(sql, 'API key', `${SELECT} WHERE id = $1 ${lock}`, [id]);

/** `cs_<identifier without hyphens>_<secret>`; 32 random bytes as base64url. */
const FORM = /^cs_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
const SECRET_BYTES = 32;
/** Compared with when there is no such key, so that an unknown key takes as long as a wrong one. */
const NOBODY = Buffer.alloc(32);

/** Bearer keys of scripts and consoles. Only a MAC of the key is stored. */
export class ApiKeys {
  constructor(
    private readonly database: DirectoryDatabase,
    private readonly keys: Pick<TokenAdminKeys, 'apiKeyMac'>,
    private readonly surroundings: Surroundings,
  ) {}

  async list(query: PageRequest & { name?: string | undefined }): Promise<Page<ApiKey>> {
    return this.database.read(async (sql) => page<ApiKey>(sql, query, { select: SELECT, where: new Conditions().add('name = ?', query.name), key: 'name', id: 'id' }));
  }

  async create(input: { name: string; expiresAt: string | null }, actor: Actor): Promise<{ apiKey: ApiKey; key: string }> {
    return this.database.change(actor, async (sql) => {
      const id = sql.newId();
      const key = `cs_${id.replaceAll('-', '')}_${Buffer.from(this.surroundings.random(SECRET_BYTES)).toString('base64url')}`;
      await sql.run('INSERT INTO directory.api_key (id, name, key_mac, expires_at) VALUES ($1, $2, $3, $4)', [id, input.name, this.#macOf(key), input.expiresAt]);
      const apiKey = await find(sql, id);
      sql.record({ action: 'api-key.create', object: { type: 'api-key', id, label: apiKey.name }, site: null, after: apiKey });
      return { apiKey, key };
    });
  }

  async revoke(id: string, actor: Actor): Promise<ApiKey> {
    return this.database.change(actor, async (sql) => {
      const before = await find(sql, id, 'FOR UPDATE');
      await sql.run('UPDATE directory.api_key SET revoked_at = COALESCE(revoked_at, $2) WHERE id = $1', [id, new Date(this.surroundings.now())]);
      const after = await find(sql, id);
      sql.record({ action: 'api-key.revoke', object: { type: 'api-key', id, label: after.name }, site: null, before, after });
      return after;
    });
  }

  /** Whose key it is; undefined for an unknown, wrong, expired or revoked one. */
  async identify(key: string): Promise<{ id: string; name: string } | undefined> {
    const parts = FORM.exec(key);
    if (parts === null) return undefined;
    const id = parts.slice(1, 6).join('-');
    const [row] = await this.database.read(async (sql) => sql.rows<{ name: string; mac: Buffer }>(`
      SELECT name, key_mac AS mac FROM directory.api_key
      WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`, [id, new Date(this.surroundings.now())]));
    const matches = timingSafeEqual(row?.mac ?? NOBODY, this.#macOf(key));
    return row !== undefined && matches ? { id, name: row.name } : undefined;
  }

  #macOf(key: string): Buffer {
    return Buffer.from(this.keys.apiKeyMac(Buffer.from(key, 'ascii')));
  }
}
