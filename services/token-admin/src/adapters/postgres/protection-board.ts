import type { ProtectionSighting } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { changed } from '../../application/recorded-change.ts';
import type { AgentHostChanges } from '../../application/ports.ts';
import type { Caller } from '../../domain/caller.ts';
import { protectionState } from '../../domain/protection-state.ts';
import { Refused } from '../../domain/refused.ts';
import { findHost, lockHost, type AgentHost } from './agent-host-rows.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { within } from './reach.ts';
import { siteFilter } from './sites.ts';
import { updateRow, type Optional, type Source, type Sql } from './sql.ts';

type Protection = adminApi.AgentHostProtection;
type Row = Omit<Protection, 'state'>;
type Sighted = Pick<Row, 'lastWithAt' | 'lastWithoutAt'>;

const SIGHTED = 'p.last_with_at AS "lastWithAt", p.last_without_at AS "lastWithoutAt"';
const source: Source = {
  columns: `h.id, h.site_id AS "siteId", h.name, h.require_message_authenticator AS "requireMessageAuthenticator",
    h.message_authenticator_locked AS "messageAuthenticatorLocked", ${SIGHTED}, h.version`,
  from: 'directory.agent_host h LEFT JOIN directory.protection_sighting p ON p.agent_host_id = h.id',
  what: 'agent host',
};

/** Forward only: gateways and replicas may tell it late, twice, and in any order. Hosts that are gone are left out. */
const RECORD = `
  INSERT INTO directory.protection_sighting AS p (agent_host_id, last_with_at, last_without_at)
  SELECT v.* FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS v(id, with_at, without_at)
  WHERE EXISTS (SELECT FROM directory.agent_host h WHERE h.id = v.id) ORDER BY 1
  ON CONFLICT (agent_host_id) DO UPDATE SET
    last_with_at = GREATEST(p.last_with_at, excluded.last_with_at), last_without_at = GREATEST(p.last_without_at, excluded.last_without_at)
  WHERE (excluded.last_with_at > p.last_with_at) IS NOT FALSE OR (excluded.last_without_at > p.last_without_at) IS NOT FALSE`;

/** How agent hosts fare with Message-Authenticator, and the switch that requires it for good. */
export class ProtectionBoard {
  constructor(private readonly database: DirectoryDatabase, private readonly changes: AgentHostChanges, private readonly now: () => number) {}

  /** What gateways saw; later sightings stay. */
  async record(sightings: readonly ProtectionSighting[]): Promise<void> {
    if (sightings.length === 0) return;
    const latest = [...Map.groupBy(sightings, ({ agentHostId }) => agentHostId)].map(([id, seen]) => ({
      id, withAt: latestOf(seen.map(({ lastWithAt }) => lastWithAt)), withoutAt: latestOf(seen.map(({ lastWithoutAt }) => lastWithoutAt)),
    }));
    await this.database.read(async (sql) => sql.run(RECORD, [
      latest.map(({ id }) => id), latest.map(({ withAt }) => withAt), latest.map(({ withoutAt }) => withoutAt),
    ]));
  }

  async list(query: PageRequest & Optional<{ site: string; required: boolean }>, caller: Caller): Promise<Page<Protection>> {
    return this.database.read(async (sql) => {
      const where = new Conditions()
        .add('h.site_id = ?', await siteFilter(sql, query.site, caller)).add('h.require_message_authenticator = ?', query.required);
      await within(sql, caller, 'agent-host', where);
      const { items, nextCursor } = await page<Row>(sql, query, source, where, { key: 'h.name', id: 'h.id' });
      return { items: items.map((row) => ({ ...row, state: protectionState(row, this.now()) })), nextCursor };
    });
  }

  /**
   * From now on it is required, and no change of the host's rules takes that back.
   * @throws Refused message-authenticator-not-seen
   */
  async require(id: string, { caller, version }: Asked): Promise<AgentHost> {
    const host = await this.database.change(caller, async (sql) => {
      const before = await lockHost(sql, id, caller);
      if (version !== undefined && version !== before.version) throw new Refused('conflict', `It has version ${before.version} by now.`);
      if (before.messageAuthenticatorLocked) return before;
      const state = protectionState({ ...await sightedOf(sql, id), requireMessageAuthenticator: false }, this.now());
      if (state !== 'ready') throw new Refused('message-authenticator-not-seen', REASONS[state]);
      await updateRow(sql, 'agent_host', id, { require_message_authenticator: true, message_authenticator_locked: true });
      const after = await findHost(sql, id);
      sql.record(changed('agent-host', 'require-message-authenticator', { before, after }));
      return after;
    });
    this.changes.changed(id);
    return host;
  }
}

const REASONS: Readonly<Partial<Record<adminApi.ProtectionState, string>>> = {
  unseen: 'No Access-Request of this host has been seen.',
  missing: 'The last Access-Request of this host came without one.',
  changing: 'Within the last day an Access-Request of this host came without one.',
};

async function sightedOf(sql: Sql, id: string): Promise<Sighted> {
  const [row] = await sql.rows<Sighted>(`SELECT ${SIGHTED} FROM directory.protection_sighting p WHERE p.agent_host_id = $1`, [id]);
  return row ?? { lastWithAt: null, lastWithoutAt: null };
}

const latestOf = (instants: readonly (string | null)[]): string | null => instants.flatMap((instant) => instant ?? []).toSorted().at(-1) ?? null;
