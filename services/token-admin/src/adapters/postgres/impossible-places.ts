import {
  completePolicy, defaultPolicy, describePolicyFault, faultsOf, type FirstFactorRule, ruleFaultsOf, type WholePolicy,
} from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { type Chain, type Levels, mergedAt } from './effective-policies.ts';
import type { Sql } from './sql.ts';

type Fault = adminApi.FoundPolicyFault;
type Kind = Fault['fault'];

/** Rules about first factors by the site that has one of its own. */
export type Rules = ReadonlyMap<string, FirstFactorRule>;
/** What levels set, and what sites have as their rule. */
export interface Arrangement {
  readonly levels: Levels;
  readonly rules: Rules;
}

/** To be called with the policies locked: so no two changes that exclude each other are saved side by side. */
export async function loadRules(sql: Sql): Promise<Map<string, FirstFactorRule>> {
  const rows = await sql.rows<FirstFactorRule & { siteId: string }>(`
    SELECT site_id AS "siteId", back_end_id AS "backEndId", static_password AS "staticPassword", passcode, code_order AS "order", without_token AS "withoutToken"
    FROM directory.first_factor`);
  return new Map(rows.map(({ siteId, ...rule }) => [siteId, rule]));
}

/** The rule that a site goes by: its own, or that of the nearest site above. */
const ruleAt = ({ ancestors }: Pick<Chain, 'ancestors'>, rules: Rules): FirstFactorRule | null => {
  const nearest = ancestors.findLast((id) => rules.has(id));
  return (nearest === undefined ? undefined : rules.get(nearest)) ?? null;
};

/** The level itself, and each site below that says something on its own: the others are as the one above them. */
const placesOf = (level: Chain, below: readonly Chain[], says: (site: Chain) => boolean): Chain[] =>
  [level, ...below.filter((site) => site.id !== level.id && says(site))];

const found = (level: Chain, place: Chain, faults: readonly Kind[]): Fault[] => {
  const site = place.id === level.id ? null : { id: place.id, name: place.name };
  return faults.map((fault) => ({ fault, fields: [...describePolicyFault(fault).fields], site }));
};

/** What cannot work in the policies themselves. */
export function impossiblePolicies(level: Chain, below: readonly Chain[], { levels }: Pick<Arrangement, 'levels'>, base: WholePolicy): Fault[] {
  return placesOf(level, below, ({ id }) => Object.keys(levels.get(id) ?? {}).length > 0).flatMap((place) => {
    const set = mergedAt(place, levels);
    return found(level, place, faultsOf(set, completePolicy(set, base)));
  });
}

/**
 * Where a policy and a rule about first factors together let nobody sign in, after a change at a level. Sites below where that was
 * so before are left out: what an earlier release saved is no reason to refuse what has nothing to do with it.
 */
export function impossibleRules(level: Chain, below: readonly Chain[], before: Arrangement, after: Arrangement): Fault[] {
  // What it depends on no process setting says, so nobody has to be asked for the base.
  const faultsAt = (place: Chain, { levels, rules }: Arrangement): Kind[] => ruleFaultsOf(completePolicy(mergedAt(place, levels), defaultPolicy), ruleAt(place, rules));
  const says = ({ id }: Chain): boolean => after.rules.has(id) || Object.keys(after.levels.get(id) ?? {}).length > 0;
  return placesOf(level, below, says).flatMap((place) => {
    const known = new Set(place.id === level.id ? [] : faultsAt(place, before));
    return found(level, place, faultsAt(place, after).filter((fault) => !known.has(fault)));
  });
}
