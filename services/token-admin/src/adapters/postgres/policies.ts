import {
  completePolicy, mergePolicies, policyFieldNames, readPolicy, type Policy, type PolicyField, type WholePolicy,
} from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { ImpossiblePolicy } from '../../application/impossible-policy.ts';
import type { BasePolicy } from '../../application/ports.ts';
import { changed } from '../../application/recorded-change.ts';
import { type Caller, requireConfirmed, requireSiteScope, requireWholeScope } from '../../domain/caller.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { type Chain, chainsBelow, INSTALLATION_ID, levelsOf, loadLevels, lockPolicies, mergedAt, storeEffective } from './effective-policies.ts';
import { type Arrangement, impossiblePolicies, impossibleRules, loadRules } from './impossible-places.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { oneWithin, within } from './reach.ts';
import { requireVersion, type Source, type Sql } from './sql.ts';

type LevelPolicy = adminApi.LevelPolicy;
type Fault = adminApi.FoundPolicyFault;
type Named = LevelPolicy['origins'][PolicyField]['site'];

const sites: Source = { columns: 'id, name, ancestors', from: 'directory.site', what: 'site' };
const levels: Source = {
  columns: 'id, name, policy, version', what: 'policy',
  from: `(SELECT p.id, s.name, p.policy, p.version FROM directory.policy p LEFT JOIN directory.site s ON s.id = p.site_id WHERE p.policy <> '{}') level`,
};
const installation: Chain = { id: INSTALLATION_ID, name: '', ancestors: [] };

/** What the installation and each site set, and what is in force where. */
export class Policies {
  constructor(private readonly database: DirectoryDatabase, private readonly base: BasePolicy) {}

  async list(query: PageRequest, caller: Caller): Promise<Page<adminApi.PolicyLevel>> {
    return this.database.read(async (sql) => {
      const where = await within(sql, caller, 'site', new Conditions());
      const { items, nextCursor } = await page<{ id: string; name: string | null; policy: unknown; version: number }>(
        sql, query, levels, where, { key: "COALESCE(name, '')", id: 'id' });
      return {
        items: items.map(({ id, name, policy, version }) => {
          const set = readPolicy(policy);
          return { id: shownId(id), name, version, fields: policyFieldNames.filter((field) => set[field] !== undefined) };
        }),
        nextCursor,
      };
    });
  }

  async get(level: string, caller: Caller): Promise<LevelPolicy> {
    const { chain, base } = await this.#reach(level, caller);
    return this.database.read(async (sql) => describe(sql, chain, caller, base));
  }

  /** @throws Refused conflict, confirmation-needed, session-needed; ImpossiblePolicy */
  async update(level: string, policy: Policy, { caller, version }: Asked): Promise<LevelPolicy> {
    requireLevelScope(level, caller);
    const { chain, base } = await this.#reach(level, caller);
    return this.database.change(caller, async (sql) => {
      await reachLevel(sql, level, caller);
      await lockPolicies(sql);
      const before = await storedLevel(sql, chain);
      requireVersion(before, version);
      const known = await loadLevels(sql);
      const draft = new Map(known).set(chain.id, policy);
      const below = await chainsBelow(sql, chain.id);
      const faults = await impossibleWith(sql, chain, below, { levels: known, draft }, base);
      if (faults.length > 0) throw new ImpossiblePolicy(faults);
      requireConfirmed(caller);
      await sql.run(`
        INSERT INTO directory.policy AS p (id, site_id, policy, version) VALUES ($1, $2, $3, 2)
        ON CONFLICT (id) DO UPDATE SET policy = excluded.policy, version = p.version + 1`,
      [chain.id, chain.id === INSTALLATION_ID ? null : chain.id, JSON.stringify(policy)]);
      await storeEffective(sql, below, draft);
      sql.record(changed('policy', 'update', { before: recorded(chain, before.policy), after: recorded(chain, policy) }));
      return describe(sql, chain, caller, base);
    });
  }

  /** What a draft at a level would put in force, by site, and what cannot work in it; nothing is changed. */
  async draft(level: string, policy: Policy, caller: Caller): Promise<PolicyDraft> {
    requireLevelScope(level, caller);
    const { chain, base } = await this.#reach(level, caller);
    return this.database.read(async (sql) => {
      const known = await loadLevels(sql);
      const draft = new Map(known).set(chain.id, policy);
      const below = await chainsBelow(sql, chain.id);
      return {
        faults: await impossibleWith(sql, chain, below, { levels: known, draft }, base),
        sites: new Map(below.map((site) => [site.id, { current: mergedAt(site, known), draft: mergedAt(site, draft) }])),
      };
    });
  }

  /** The base is another service's: it is asked while no connection is held and nothing is locked. */
  async #reach(level: string, caller: Caller): Promise<{ chain: Chain; base: WholePolicy }> {
    const chain = await this.database.read(async (sql) => reachLevel(sql, level, caller));
    return { chain, base: await this.base.current() };
  }
}

export interface PolicyDraft {
  readonly faults: Fault[];
  /** What the levels set at each site that the draft reaches, now and then. */
  readonly sites: ReadonlyMap<string, { readonly current: Policy; readonly draft: Policy }>;
}

const shownId = (id: string): string => (id === INSTALLATION_ID ? adminApi.INSTALLATION : id);

/** Everybody who reads policies reads the installation's: its values are in force everywhere. @throws Refused not-found */
async function reachLevel(sql: Sql, level: string, caller: Caller): Promise<Chain> {
  return level === adminApi.INSTALLATION ? installation : oneWithin<Chain>(sql, caller, 'site', sites, { id: level, idColumn: 'id' });
}

/** @throws Refused forbidden */
function requireLevelScope(level: string, caller: Caller): void {
  if (level === adminApi.INSTALLATION) requireWholeScope(caller, 'The policy of the installation');
  else requireSiteScope(caller);
}

async function storedLevel(sql: Sql, { id }: Chain): Promise<{ policy: Policy; version: number }> {
  const [row] = await sql.rows<{ policy: unknown; version: number }>('SELECT policy, version FROM directory.policy WHERE id = $1', [id]);
  return row === undefined ? { policy: {}, version: 1 } : { policy: readPolicy(row.policy), version: row.version };
}

async function describe(sql: Sql, chain: Chain, caller: Caller, base: WholePolicy): Promise<LevelPolicy> {
  const own = await storedLevel(sql, chain);
  const known = await loadLevels(sql);
  const above = mergePolicies(levelsOf(chain).filter((id) => id !== chain.id).map((id) => known.get(id) ?? {}));
  const names = await namesWithin(sql, chain.ancestors, caller);
  const originOf = (field: PolicyField): LevelPolicy['origins'][PolicyField] => {
    const from = levelsOf(chain).findLast((id) => known.get(id)?.[field] !== undefined);
    if (from === undefined) return { from: 'default', site: null };
    if (from === chain.id) return { from: 'here', site: null };
    return from === INSTALLATION_ID ? { from: adminApi.INSTALLATION, site: null } : { from: 'site', site: names.get(from) ?? null };
  };
  return {
    id: shownId(chain.id), name: chain.id === INSTALLATION_ID ? null : chain.name, policy: own.policy, version: own.version,
    effective: completePolicy(mergePolicies([above, own.policy]), base), above: completePolicy(above, base),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.fromEntries forgets that every field is there
    origins: Object.fromEntries(policyFieldNames.map((field) => [field, originOf(field)])) as LevelPolicy['origins'],
  };
}

async function namesWithin(sql: Sql, ids: readonly string[], caller: Caller): Promise<Map<string, NonNullable<Named>>> {
  const where = await within(sql, caller, 'site', new Conditions().add('id = ANY (?)', ids));
  const rows = await sql.rows<NonNullable<Named>>(`SELECT id, name FROM directory.site WHERE ${where.toString()}`, where.values);
  return new Map(rows.map((row) => [row.id, row]));
}

/** What cannot work at the level and below once it has its new policy. */
async function impossibleWith(sql: Sql, level: Chain, below: readonly Chain[], { levels, draft }: { levels: Arrangement['levels']; draft: Arrangement['levels'] }, base: WholePolicy): Promise<Fault[]> {
  const rules = await loadRules(sql);
  return [...impossiblePolicies(level, below, { levels: draft }, base), ...impossibleRules(level, below, { levels, rules }, { levels: draft, rules })];
}

const recorded = ({ id, name }: Chain, policy: Policy) => ({ ...policy, id, siteId: id === INSTALLATION_ID ? null : id, name: id === INSTALLATION_ID ? adminApi.INSTALLATION : name });
