import { backEndPasswordAad, type BackEndServers } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import type { DirectorySettings } from '@countersign/ldap';
import { requireReachable } from '../../application/back-end-rules.ts';
import type { SessionSealing } from '../../application/ports.ts';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { type Caller, requireConfirmed, requireSiteScope } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { requireUnused, type Use } from './in-use.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { oneWithin, requireSite, within } from './reach.ts';
import { siteFilter } from './sites.ts';
import { insertRow, one, requireVersion, updateRow, type Optional, type Source, type Sql } from './sql.ts';

type BackEnd = adminApi.BackEnd;
interface BackEndInput extends BackEndServers {
  readonly name: string;
  readonly enabled: boolean;
  /** Null: none. */
  readonly bindPassword: string | null;
}

const source: Source = {
  columns: `b.id, b.site_id AS "siteId", b.name, b.enabled, b.servers, b.security, b.ca, b.server_timeout_ms AS "serverTimeoutMs", b.lookup,
    b.sealed_bind_password IS NOT NULL AS "bindPasswordSet", b.version`,
  from: 'directory.back_end b',
  what: 'back end',
};
const uses: readonly Use[] = [
  { table: 'first_factor f JOIN directory.site s ON s.id = f.site_id', column: 'f.back_end_id', name: 's.name', one: 'site that signs in with it', many: 'sites that sign in with it' },
  { table: 'directory_sync', column: 'back_end_id', name: 'name', one: 'synchronisation', many: 'synchronisations' },
];

const reachBackEnd = async (sql: Sql, id: string, caller: Caller, lock = ''): Promise<BackEnd> =>
  oneWithin<BackEnd>(sql, caller, 'back-end', source, { id, idColumn: 'b.id', lock });
const findBackEnd = async (sql: Sql, id: string): Promise<BackEnd> => one<BackEnd>(sql, source, 'WHERE b.id = $1', [id]);

/** Directories that check the first password; auth reads them through views. Who says where they are is shown every password: that takes the own one. */
export class BackEnds {
  constructor(private readonly database: DirectoryDatabase, private readonly passwords: SessionSealing) {}

  async list(query: PageRequest & Optional<{ site: string; name: string }>, caller: Caller): Promise<Page<BackEnd>> {
    return this.database.read(async (sql) => {
      const where = new Conditions().add('b.site_id = ?', await siteFilter(sql, query.site, caller)).add('b.name = ?', query.name);
      await within(sql, caller, 'back-end', where);
      return page<BackEnd>(sql, query, source, where, { key: 'b.name', id: 'b.id' });
    });
  }

  async get(id: string, caller: Caller): Promise<BackEnd> {
    return this.database.read(async (sql) => reachBackEnd(sql, id, caller));
  }

  async create({ siteId, bindPassword, ...input }: BackEndInput & { siteId: string }, caller: Caller): Promise<BackEnd> {
    requireReachable(input, bindPassword !== null);
    return this.database.change(caller, async (sql) => {
      await requireSite(sql, caller, siteId);
      requireConfirmed(caller);
      const id = sql.newId();
      await insertRow(sql, 'back_end', { id, site_id: siteId, ...columnsOf(input), sealed_bind_password: this.#seal(id, bindPassword) });
      const after = await findBackEnd(sql, id);
      sql.record(made('back-end', 'create', after));
      return after;
    });
  }

  async update(id: string, { bindPassword, ...input }: Optional<BackEndInput>, { caller, version }: Asked): Promise<BackEnd> {
    return this.database.change(caller, async (sql) => {
      const before = await reachBackEnd(sql, id, caller, 'FOR UPDATE');
      requireSiteScope(caller);
      requireVersion(before, version);
      const lookup = input.lookup ?? before.lookup;
      // By name nothing is searched for: the password goes with the service account.
      const password = lookup.how === 'name' ? bindPassword ?? null : bindPassword;
      const wanted = { ...before, ...Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) };
      if (password === undefined && before.bindPasswordSet && goesElsewhere(before, wanted)) {
        throw new Refused('bad-request', 'Give the service account\'s password again: it was meant for other servers, or for another name.');
      }
      requireReachable(wanted, password === undefined ? before.bindPasswordSet : password !== null);
      requireConfirmed(caller);
      await updateRow(sql, 'back_end', id, { ...columnsOf(input), sealed_bind_password: password === undefined ? undefined : this.#seal(id, password) });
      const after = await findBackEnd(sql, id);
      sql.record(changed('back-end', 'update', { before, after }, password === undefined ? {} : { is: { bindPasswordChanged: true } }));
      return after;
    });
  }

  async delete(id: string, { caller, version }: Asked): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const before = await reachBackEnd(sql, id, caller, 'FOR UPDATE');
      requireSiteScope(caller);
      requireVersion(before, version);
      await requireUnused(sql, id, uses);
      await sql.run('DELETE FROM directory.back_end WHERE id = $1', [id]);
      sql.record(deleted('back-end', before));
    });
  }

  /** How its servers are asked, with the service account's password: for a test and for a synchronisation, and nobody's eyes. */
  async settingsOf(id: string, caller: Caller): Promise<DirectorySettings> {
    return this.database.read(async (sql) => {
      const { servers, security, ca, serverTimeoutMs, lookup } = await reachBackEnd(sql, id, caller);
      const [row] = await sql.rows<{ sealed: Buffer | null }>('SELECT sealed_bind_password AS sealed FROM directory.back_end WHERE id = $1', [id]);
      const sealed = row?.sealed ?? null;
      const bindPassword = sealed && Buffer.from(this.passwords.open(sealed, backEndPasswordAad(id))).toString('utf8');
      return { servers, security, ca, serverTimeoutMs, lookup: lookup.how === 'search' ? { ...lookup, bindPassword } : lookup };
    });
  }

  #seal(id: string, password: string | null | undefined): Buffer | null {
    return password === null || password === undefined ? null : Buffer.from(this.passwords.seal(Buffer.from(password, 'utf8'), backEndPasswordAad(id)));
  }
}

const columnsOf = (input: Optional<BackEndInput>) => ({
  name: input.name, enabled: input.enabled, servers: input.servers, security: input.security, ca: input.ca, server_timeout_ms: input.serverTimeoutMs,
  lookup: input.lookup && JSON.stringify(input.lookup),
});

/** Whether a stored password would be shown to somebody whom it was not given for. */
function goesElsewhere(before: BackEndServers, after: BackEndServers): boolean {
  const account = ({ lookup }: BackEndServers): string | null => (lookup.how === 'search' ? lookup.bindDn : null);
  return after.servers.some((server) => !before.servers.includes(server)) || before.security !== after.security || before.ca !== after.ca || account(before) !== account(after);
}
