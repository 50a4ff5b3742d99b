import type { FirstFactorRule } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { ImpossiblePolicy } from '../../application/impossible-policy.ts';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { type Caller, requireConfirmed, requireSiteScope } from '../../domain/caller.ts';
import { requireWorkable } from '../../domain/first-factor-rule.ts';
import { Refused } from '../../domain/refused.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { chainsBelow, loadLevels, lockPolicies } from './effective-policies.ts';
import { impossibleRules, loadRules } from './impossible-places.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { requireSite, within } from './reach.ts';
import { siteFilter } from './sites.ts';
import { requireVersion, select, type Optional, type Source, type Sql } from './sql.ts';

type FirstFactor = adminApi.FirstFactor;

const source: Source = {
  columns: `f.site_id AS "siteId", f.back_end_id AS "backEndId", f.static_password AS "staticPassword", f.passcode, f.code_order AS "order",
    f.without_token AS "withoutToken", f.version`,
  from: 'directory.first_factor f JOIN directory.site s ON s.id = f.site_id',
  what: 'rule',
};

/** What a sign-in of a site's people consists of, where a site says so. */
export class FirstFactors {
  constructor(private readonly database: DirectoryDatabase) {}

  async list(query: PageRequest & Optional<{ site: string }>, caller: Caller): Promise<Page<FirstFactor>> {
    return this.database.read(async (sql) => {
      const where = new Conditions().add('f.site_id = ?', await siteFilter(sql, query.site, caller));
      await within(sql, caller, 'first-factor', where);
      const identified = { ...source, columns: `f.site_id AS id, ${source.columns}` };
      const { items, nextCursor } = await page<FirstFactor & { id: string }>(sql, query, identified, where, { key: 's.name', id: 's.id' });
      for (const rule of items) Reflect.deleteProperty(rule, 'id');
      return { items, nextCursor };
    });
  }

  /** The rule of the nearest site upwards that has one. */
  async effective(siteId: string, caller: Caller): Promise<FirstFactor | null> {
    return this.database.read(async (sql) => {
      await requireVisible(sql, siteId, caller);
      const [rule] = await sql.rows<FirstFactor>(select(source, `
        WHERE f.site_id = ANY (SELECT unnest(ancestors) FROM directory.site WHERE id = $1) ORDER BY cardinality(s.ancestors) DESC LIMIT 1`), [siteId]);
      return rule ?? null;
    });
  }

  /** @throws Refused bad-request for what cannot work; ImpossiblePolicy where it cannot beside a policy; confirmation-needed, session-needed; not-found for a back end that is neither the site's nor of one above */
  async set(siteId: string, rule: FirstFactorRule, { caller, version }: Asked): Promise<FirstFactor> {
    requireWorkable(rule);
    return this.database.change(caller, async (sql) => {
      const before = await lockOwn(sql, siteId, caller);
      if (before) requireVersion(before, version);
      if (rule.backEndId !== null) await requireBackEnd(sql, rule.backEndId, siteId);
      await requirePossible(sql, siteId, rule);
      requireConfirmed(caller);
      await sql.run(`
        INSERT INTO directory.first_factor (site_id, back_end_id, static_password, passcode, code_order, without_token)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (site_id) DO UPDATE SET back_end_id = excluded.back_end_id, static_password = excluded.static_password, passcode = excluded.passcode,
          code_order = excluded.code_order, without_token = excluded.without_token, version = first_factor.version + 1`,
      [siteId, rule.backEndId, rule.staticPassword, rule.passcode, rule.order, rule.withoutToken]);
      const after = await ownOf(sql, siteId);
      if (!after) throw new Error('the rule that was just written is there');
      sql.record(before ? changed('first-factor', 'update', { before: identified(before), after: identified(after) }) : made('first-factor', 'create', identified(after)));
      return after;
    });
  }

  /** The rule above comes into force. @throws Refused not-found, conflict, confirmation-needed, session-needed; ImpossiblePolicy where that one cannot work */
  async remove(siteId: string, { caller, version }: Asked): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const before = await lockOwn(sql, siteId, caller);
      if (!before) throw new Refused('not-found', 'The site has no rule of its own.');
      requireVersion(before, version);
      await requirePossible(sql, siteId, null);
      requireConfirmed(caller);
      await sql.run('DELETE FROM directory.first_factor WHERE site_id = $1', [siteId]);
      sql.record(deleted('first-factor', identified(before)));
    });
  }
}

const identified = (rule: FirstFactor): FirstFactor & { id: string } => ({ ...rule, id: rule.siteId });

async function requireVisible(sql: Sql, siteId: string, caller: Caller): Promise<void> {
  const where = await within(sql, caller, 'site', new Conditions().add('id = ?', siteId));
  const [site] = await sql.rows(`SELECT FROM directory.site WHERE ${where.toString()}`, where.values);
  if (!site) throw new Refused('not-found', 'There is no such site.');
}

/** The site's own rule, with the site locked: two who make the first one come after each other. */
async function lockOwn(sql: Sql, siteId: string, caller: Caller): Promise<FirstFactor | undefined> {
  requireSiteScope(caller);
  await requireSite(sql, caller, siteId);
  await sql.rows('SELECT FROM directory.site WHERE id = $1 FOR NO KEY UPDATE', [siteId]);
  return ownOf(sql, siteId);
}

/** @param rule the site's own from now on; null: it goes by the one above. @throws ImpossiblePolicy */
async function requirePossible(sql: Sql, siteId: string, rule: FirstFactorRule | null): Promise<void> {
  await lockPolicies(sql);
  const [levels, rules, below] = [await loadLevels(sql), await loadRules(sql), await chainsBelow(sql, siteId)];
  const site = below.find(({ id }) => id === siteId);
  if (site === undefined) throw new Error('the site that is locked is there');
  const after = new Map(rules);
  if (rule === null) after.delete(siteId);
  else after.set(siteId, rule);
  const faults = impossibleRules(site, below, { levels, rules }, { levels, rules: after });
  if (faults.length > 0) throw new ImpossiblePolicy(faults);
}

const ownOf = async (sql: Sql, siteId: string): Promise<FirstFactor | undefined> =>
  (await sql.rows<FirstFactor>(select(source, 'WHERE f.site_id = $1'), [siteId]))[0];

async function requireBackEnd(sql: Sql, backEndId: string, siteId: string): Promise<void> {
  const [row] = await sql.rows(`
    SELECT FROM directory.back_end b JOIN directory.site s ON b.site_id = ANY (s.ancestors) WHERE b.id = $1 AND s.id = $2`, [backEndId, siteId]);
  if (!row) throw new Refused('not-found', 'There is no such back end at this site or above it.');
}
