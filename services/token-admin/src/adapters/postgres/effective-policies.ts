import { createHash } from 'node:crypto';
import { mergePolicies, readPolicy, type Policy } from '@countersign/contracts';
import type { Sql } from './sql.ts';

/** The level above every site; no site has this id. */
export const INSTALLATION_ID = '00000000-0000-7000-8000-000000000003';

/** A site as its policy sees it: with every site above, from the top down, and itself. */
export interface Chain {
  readonly id: string;
  readonly name: string;
  readonly ancestors: readonly string[];
}

/** What each level sets, by its id. */
export type Levels = ReadonlyMap<string, Policy>;

export const levelsOf = ({ ancestors }: Pick<Chain, 'ancestors'>): readonly string[] => [INSTALLATION_ID, ...ancestors];
export const mergedAt = (chain: Pick<Chain, 'ancestors'>, levels: Levels): Policy => mergePolicies(levelsOf(chain).map((id) => levels.get(id) ?? {}));

/** Keeps every other change of a policy out, and sites from being made, until the transaction ends. */
export const lockPolicies = async (sql: Sql): Promise<unknown> => sql.run('LOCK TABLE directory.policy IN SHARE ROW EXCLUSIVE MODE');

export async function loadLevels(sql: Sql): Promise<Map<string, Policy>> {
  const rows = await sql.rows<{ id: string; policy: unknown }>("SELECT id, policy FROM directory.policy WHERE policy <> '{}'");
  return new Map(rows.map(({ id, policy }) => [id, readPolicy(policy)]));
}

/** A site and everything below it; all sites for the installation. */
export async function chainsBelow(sql: Sql, level: string): Promise<Chain[]> {
  return level === INSTALLATION_ID
    ? sql.rows<Chain>('SELECT id, name, ancestors FROM directory.site')
    : sql.rows<Chain>('SELECT id, name, ancestors FROM directory.site WHERE ancestors && ARRAY[$1::uuid]', [level]);
}

/** What the levels set at a site, for what token-admin itself decides by it. */
export async function policyInForce(sql: Sql, siteId: string): Promise<Policy> {
  const [row] = await sql.rows<{ policy: unknown }>('SELECT policy FROM directory.effective_policy WHERE site_id = $1', [siteId]);
  return readPolicy(row?.policy);
}

/** A new site begins with what is in force above it. The policies stay as they are until it is committed. */
export async function inheritPolicy(sql: Sql, chain: Chain): Promise<void> {
  await sql.run('LOCK TABLE directory.policy IN SHARE MODE');
  await storeEffective(sql, [chain], await loadLevels(sql));
}

/** Writes what is in force at each of these sites: sites with the same content share a statement. */
export async function storeEffective(sql: Sql, chains: readonly Chain[], levels: Levels): Promise<void> {
  const byContent = Map.groupBy(chains, (chain) => contentOf(mergedAt(chain, levels)));
  for (const [content, sites] of byContent) {
    const ids = sites.map(({ id }) => id);
    if (content === '{}') {
      await sql.run('DELETE FROM directory.effective_policy WHERE site_id = ANY ($1::uuid[])', [ids]);
      continue;
    }
    await sql.run(`
      INSERT INTO directory.effective_policy AS e (site_id, version, policy) SELECT unnest($1::uuid[]), $2, $3::jsonb
      ON CONFLICT (site_id) DO UPDATE SET version = excluded.version, policy = excluded.policy WHERE e.version <> excluded.version`,
    [ids, createHash('sha256').update(content).digest('hex'), content]);
  }
}

/** The same values give the same text, in whatever order they were set. */
const contentOf = (policy: Policy): string => JSON.stringify(Object.fromEntries(Object.entries(policy).toSorted(([one], [other]) => (one < other ? -1 : 1))));
