import { agentSecretAad, nodeSecretAad } from '@countersign/contracts';
import type { AgentHostChanges, TokenAdminKeys } from '../../application/ports.ts';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { type Caller, requireWholeScope } from '../../domain/caller.ts';
import { requireProtection } from '../../domain/message-authenticator-rule.ts';
import { networkOf } from '../../domain/network-address.ts';
import { Refused } from '../../domain/refused.ts';
import { requireModestRange, requirePossibleSource } from '../../domain/source-range.ts';
import { lockAddresses, requireNoOverlapBeyond } from './address-ranges.ts';
import { agentHosts as source, findHost, flagColumns, lockHost, reachHost, type AgentHost, type AgentHostFlags } from './agent-host-rows.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { requireSite, within } from './reach.ts';
import { siteFilter } from './sites.ts';
import { insertRow, requireVersion, updateRow, type Optional, type Sql } from './sql.ts';
import { requireFreeAddress } from './taken-values.ts';
import { requireUsableProfile } from './usable-profile.ts';

interface Address {
  readonly address: string;
  readonly name: string | null;
}
interface AgentHostInput {
  readonly name: string;
  /** The main address first. */
  readonly addresses: readonly Address[];
  readonly secret: string;
}

/** Whoever holds its secret can try passwords of everybody. */
const OPEN_TO_ALL = 'An agent host that is open to all';

/** What people look for: a word of the name, or an address as far as they know it. */
const FOUND = `(position(lower(?) IN lower(h.name)) > 0
  OR EXISTS (SELECT FROM directory.agent_host_address n WHERE n.agent_host_id = h.id AND starts_with(n.address::text, lower(?))))`;

/** Agent hosts, their addresses and sealed secrets. */
export class AgentHosts {
  /** @param changes told each host whose configuration changed, after commit */
  constructor(
    private readonly database: DirectoryDatabase,
    private readonly keys: Pick<TokenAdminKeys, 'agentSecrets'>,
    private readonly changes: AgentHostChanges,
    private readonly now: () => number,
  ) {}

  async list(query: PageRequest & Optional<{ site: string; name: string; search: string }>, caller: Caller): Promise<Page<AgentHost>> {
    return this.database.read(async (sql) => {
      const where = new Conditions().add('h.site_id = ?', await siteFilter(sql, query.site, caller)).add('h.name = ?', query.name).add(FOUND, query.search);
      await within(sql, caller, 'agent-host', where);
      return page<AgentHost>(sql, query, source, where, { key: 'h.name', id: 'h.id' });
    });
  }

  async get(id: string, caller: Caller): Promise<AgentHost> {
    return this.database.read(async (sql) => reachHost(sql, id, caller));
  }

  async create(input: AgentHostInput & { siteId: string } & Optional<AgentHostFlags>, caller: Caller): Promise<AgentHost> {
    requireProtection({ requireMessageAuthenticator: input.requireMessageAuthenticator ?? true, limitProxyState: input.limitProxyState ?? true });
    if (input.openToAll === true) requireWholeScope(caller, OPEN_TO_ALL);
    const host = await this.database.change(caller, async (sql) => {
      await requireSite(sql, caller, input.siteId);
      await requireUsableProfile(sql, caller, { siteId: input.siteId, before: null }, input.radiusProfileId);
      const id = sql.newId();
      await insertRow(sql, 'agent_host', {
        id, site_id: input.siteId, name: input.name, sealed_secret: this.#seal(id, input.secret), ...flagColumns(input),
      });
      await insertAddresses(sql, caller, id, { addresses: input.addresses, before: [] });
      const after = await findHost(sql, id);
      sql.record(made('agent-host', 'create', after));
      return after;
    });
    this.changes.changed(host.id);
    return host;
  }

  async update(id: string, input: Optional<AgentHostInput & AgentHostFlags>, { caller, version }: Asked): Promise<AgentHost> {
    const host = await this.database.change(caller, async (sql) => {
      const before = await lockHost(sql, id, caller);
      requireVersion(before, version);
      await requireUsableProfile(sql, caller, { siteId: before.siteId, before: before.radiusProfileId }, input.radiusProfileId);
      if (input.openToAll === true && !before.openToAll) requireWholeScope(caller, OPEN_TO_ALL);
      requireProtection({
        requireMessageAuthenticator: input.requireMessageAuthenticator ?? before.requireMessageAuthenticator,
        limitProxyState: input.limitProxyState ?? before.limitProxyState,
      });
      const secret = input.secret === undefined ? {} : { sealed_secret: this.#seal(id, input.secret), secret_version: before.secretVersion + 1 };
      const isUnlocked = before.messageAuthenticatorLocked && input.requireMessageAuthenticator === false;
      if (isUnlocked && input.secret === undefined) throw new Refused('message-authenticator-locked');
      await updateRow(sql, 'agent_host', id, { name: input.name, ...flagColumns(input), ...secret, ...isUnlocked ? { message_authenticator_locked: false } : {} });
      // Another device: what was seen of the one before says nothing.
      if (isUnlocked) await sql.run('DELETE FROM directory.protection_sighting WHERE agent_host_id = $1', [id]);
      if (input.addresses !== undefined) {
        await sql.run('DELETE FROM directory.agent_host_address WHERE agent_host_id = $1', [id]);
        await insertAddresses(sql, caller, id, { addresses: input.addresses, before: before.addresses });
      }
      const after = await findHost(sql, id);
      sql.record(changed('agent-host', 'update', { before, after }));
      return after;
    });
    this.changes.changed(id);
    return host;
  }

  /** Ends the host's activations with it. */
  async delete(id: string, { caller, version }: Asked): Promise<void> {
    const last = await this.database.change(caller, async (sql) => {
      const before = await lockHost(sql, id, caller);
      requireVersion(before, version);
      await sql.run('DELETE FROM directory.agent_host WHERE id = $1', [id]);
      sql.record(deleted('agent-host', before));
      return before;
    });
    this.changes.deleted(id, last.version + 1);
  }

  /** Makes a new node secret; whoever has the one before is refused. @param secret in the clear, for this once */
  async setNodeSecret(id: string, secret: string | null, { caller, version }: Asked): Promise<AgentHost> {
    const host = await this.database.change(caller, async (sql) => {
      const before = await lockHost(sql, id, caller);
      requireVersion(before, version);
      if (secret === null && before.nodeSecretAt === null) return before;
      await updateRow(sql, 'agent_host', id, secret === null ? { sealed_node_secret: null, node_secret_at: null } : {
        sealed_node_secret: Buffer.from(this.keys.agentSecrets.seal(Buffer.from(secret, 'utf8'), nodeSecretAad(id))), node_secret_at: new Date(this.now()),
      });
      const after = await findHost(sql, id);
      sql.record(changed('agent-host', secret === null ? 'clear-node-secret' : 'generate-node-secret', { before, after }));
      return after;
    });
    this.changes.changed(id);
    return host;
  }

  #seal(id: string, secret: string): Buffer {
    return Buffer.from(this.keys.agentSecrets.seal(Buffer.from(secret, 'utf8'), agentSecretAad(id)));
  }
}

/** @param before those that the host had: to keep one is not to take it */
async function insertAddresses(sql: Sql, caller: Caller, id: string, { addresses, before }: { addresses: readonly Address[]; before: readonly Address[] }): Promise<void> {
  await lockAddresses(sql);
  const kept = new Set(before.map(({ address }) => address));
  for (const [index, { address: written, name }] of addresses.entries()) {
    const address = networkOf(written);
    const isNew = !kept.has(address);
    if (isNew) requirePossibleSource(address);
    await requireFreeAddress(sql, caller, { address, hostId: id });
    if (isNew) await requireNoOverlapBeyond(sql, caller, address);
    if (isNew) requireModestRange(address, caller);
    await insertRow(sql, 'agent_host_address', { agent_host_id: id, address, name, is_primary: index === 0 });
  }
}
