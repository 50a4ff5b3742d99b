import type { Actor, AgentHostConfig, adminApi } from '@countersign/contracts';
import { agentSecretAad } from '@countersign/contracts';
import type { TokenAdminKeys } from '../../application/ports.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { networkOf } from './network-address.ts';
import { resolveSite } from './sites.ts';
import { Conditions, one, page, requireVersion, updateRow, type Page, type PageRequest, type Sql } from './sql.ts';

type AgentHost = adminApi.AgentHost;
type Optional<T> = { [K in keyof T]?: T[K] | undefined };
type Flags = Omit<AgentHost, 'id' | 'siteId' | 'name' | 'addresses' | 'secretVersion' | 'version'>;
interface Address { readonly address: string; readonly name: string | null }

const ADDRESSES = `COALESCE((SELECT jsonb_agg(jsonb_build_object('address', a.address, 'name', a.name) ORDER BY a.is_primary DESC, a.address)
  FROM directory.agent_host_address a WHERE a.agent_host_id = h.id), '[]')`;
const SELECT = `SELECT h.id, h.site_id AS "siteId", h.name, ${ADDRESSES} AS addresses, h.secret_version AS "secretVersion",
  h.require_message_authenticator AS "requireMessageAuthenticator", h.limit_proxy_state AS "limitProxyState", h.new_pin AS "newPin",
  h.next_tokencode AS "nextTokencode", h.open_to_all AS "openToAll", h.open_to_site AS "openToSite", h.login_form AS "loginForm",
  h.nas_profile AS "nasProfile", h.failover_grace_seconds AS "failoverGraceSeconds", h.version
  FROM directory.agent_host h`;

const findHost = async (sql: Sql, id: string): Promise<AgentHost> => one<AgentHost>(sql, 'agent host', `${SELECT} WHERE h.id = $1`, [id]);

/** Agent hosts, their addresses and sealed secrets. */
export class AgentHosts {
  /** @param changed told each host whose configuration changed, after commit */
  constructor(
    private readonly database: DirectoryDatabase,
    private readonly keys: Pick<TokenAdminKeys, 'agentSecrets'>,
    private readonly changed: (id: string) => void,
  ) {}

  async list(query: PageRequest & Optional<{ site: string; name: string }>): Promise<Page<AgentHost>> {
    return this.database.read(async (sql) => {
      const site = query.site === undefined ? undefined : (await resolveSite(sql, query.site)).id;
      const where = new Conditions().add('h.site_id = ?', site).add('h.name = ?', query.name);
      return page<AgentHost>(sql, query, { select: SELECT, where, key: 'h.name', id: 'h.id' });
    });
  }

  async get(id: string): Promise<AgentHost> {
    return this.database.read(async (sql) => findHost(sql, id));
  }

  async create(input: { siteId: string; name: string; addresses: readonly Address[]; secret: string } & Optional<Flags>, actor: Actor): Promise<AgentHost> {
    const host = await this.database.change(actor, async (sql) => {
      const id = sql.newId();
      await sql.run('INSERT INTO directory.agent_host (id, site_id, name, sealed_secret) VALUES ($1, $2, $3, $4)', [id, input.siteId, input.name, this.#seal(id, input.secret)]);
      const flags = Object.entries(flagColumns(input)).filter(([, value]) => value !== undefined);
      if (flags.length > 0) {
        const sets = flags.map(([column], index) => `${column} = $${index + 2}`).join(', ');
        await sql.run(`UPDATE directory.agent_host SET ${sets} WHERE id = $1`, [id, ...flags.map(([, value]) => value)]);
      }
      await replaceAddresses(sql, id, input.addresses);
      const after = await findHost(sql, id);
      sql.record({ action: 'agent-host.create', ...about(after), after });
      return after;
    });
    this.changed(host.id);
    return host;
  }

  async update(
    id: string, input: Optional<Flags & { name: string; addresses: readonly Address[]; secret: string; version: number }>, actor: Actor,
  ): Promise<AgentHost> {
    const host = await this.database.change(actor, async (sql) => {
      const before = await this.#lock(sql, id);
      requireVersion(before, input.version);
      const secret = input.secret === undefined ? {} : { sealed_secret: this.#seal(id, input.secret), secret_version: before.secretVersion + 1 };
      await updateRow(sql, 'agent_host', id, { name: input.name, ...flagColumns(input), ...secret });
      if (input.addresses !== undefined) await replaceAddresses(sql, id, input.addresses);
      const after = await findHost(sql, id);
      sql.record({ action: 'agent-host.update', ...about(after), before, after });
      return after;
    });
    this.changed(id);
    return host;
  }

  async delete(id: string, actor: Actor): Promise<void> {
    await this.database.change(actor, async (sql) => {
      const before = await this.#lock(sql, id);
      await sql.run('DELETE FROM directory.agent_host WHERE id = $1', [id]);
      sql.record({ action: 'agent-host.delete', ...about(before), before });
    });
    this.changed(id);
  }

  async activations(id: string): Promise<{ userIds: string[]; groupIds: string[] }> {
    return this.database.read(async (sql) => {
      await findHost(sql, id);
      const users = await sql.rows<{ id: string }>('SELECT user_id AS id FROM directory.agent_host_user WHERE agent_host_id = $1 ORDER BY 1 LIMIT 1000', [id]);
      const groups = await sql.rows<{ id: string }>('SELECT group_id AS id FROM directory.agent_host_group WHERE agent_host_id = $1 ORDER BY 1 LIMIT 1000', [id]);
      return { userIds: users.map((user) => user.id), groupIds: groups.map((group) => group.id) };
    });
  }

  async activate(id: string, whom: adminApi.Activation, active: boolean, actor: Actor): Promise<void> {
    await this.database.change(actor, async (sql) => {
      const host = await findHost(sql, id);
      const [kind, whomId] = 'userId' in whom ? ['user', whom.userId] as const : ['group', whom.groupId] as const;
      const table = `directory.agent_host_${kind}`;
      const statement = active
        ? `INSERT INTO ${table} (agent_host_id, ${kind}_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`
        : `DELETE FROM ${table} WHERE agent_host_id = $1 AND ${kind}_id = $2`;
      if (await sql.run(statement, [id, whomId]) === 0) return;
      sql.record({
        action: active ? 'agent-host.activate' : 'agent-host.deactivate', ...about(host),
        before: { [`${kind}Active`]: !active }, after: { [`${kind}Active`]: active, [kind]: whomId },
      });
    });
  }

  /** What gateways need to know of all hosts, or of those given; a host that is not there is deleted. */
  async configurations(ids?: readonly string[]): Promise<AgentHostConfig[]> {
    const rows = await this.database.read(async (sql) => sql.rows<AgentHost & { sealed: Buffer }>(
      `${SELECT.replace('h.version', 'h.version, h.sealed_secret AS sealed')} ${ids === undefined ? '' : 'WHERE h.id = ANY ($1)'}`, ids === undefined ? [] : [ids],
    ));
    return rows.map((row) => ({
      id: row.id, name: row.name, addresses: row.addresses.map(({ address }) => address), sealedSecret: row.sealed.toString('base64url'),
      secretVersion: row.secretVersion, requireMessageAuthenticator: row.requireMessageAuthenticator, limitProxyState: row.limitProxyState, version: row.version,
    }));
  }

  async #lock(sql: Sql, id: string): Promise<AgentHost> {
    await sql.rows('SELECT FROM directory.agent_host WHERE id = $1 FOR UPDATE', [id]);
    return findHost(sql, id);
  }

  #seal(id: string, secret: string): Buffer {
    return Buffer.from(this.keys.agentSecrets.seal(Buffer.from(secret, 'utf8'), agentSecretAad(id)));
  }
}

const flagColumns = (flags: Optional<Flags>) => ({
  require_message_authenticator: flags.requireMessageAuthenticator, limit_proxy_state: flags.limitProxyState, new_pin: flags.newPin,
  next_tokencode: flags.nextTokencode, open_to_all: flags.openToAll, open_to_site: flags.openToSite, login_form: flags.loginForm,
  nas_profile: flags.nasProfile, failover_grace_seconds: flags.failoverGraceSeconds,
});

/** The first one is the host's main address. */
async function replaceAddresses(sql: Sql, id: string, addresses: readonly Address[]): Promise<void> {
  await sql.run('DELETE FROM directory.agent_host_address WHERE agent_host_id = $1', [id]);
  for (const [index, { address, name }] of addresses.entries()) {
    await sql.run('INSERT INTO directory.agent_host_address (agent_host_id, address, name, is_primary) VALUES ($1, $2, $3, $4)', [id, networkOf(address), name, index === 0]);
  }
}

const about = (host: AgentHost) => ({
  object: { type: 'agent-host' as const, id: host.id, label: host.name }, site: host.siteId, agentHost: { id: host.id, name: host.name },
});
