import { requireSiteScope, type Caller } from '../../domain/caller.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions } from './page.ts';
import { sitesBelow, sitesOf, within } from './reach.ts';
import { siteFilter, resolveSite } from './sites.ts';

/** How far a caller reaches in what other services show. */
export class Reaches {
  constructor(private readonly database: DirectoryDatabase) {}

  /** Sites whose lines of the trail the caller may read; undefined: every line. @throws Refused forbidden in a scope of groups */
  async sitesOf(caller: Caller): Promise<string[] | undefined> {
    return this.database.read(async (sql) => sitesOf(sql, caller));
  }

  /** The site that a reference means, for those who may put something there. @throws Refused not-found, ambiguous-name, forbidden */
  async siteOf(reference: string, caller: Caller): Promise<string> {
    requireSiteScope(caller);
    return this.database.read(async (sql) => (await resolveSite(sql, reference, caller)).id);
  }

  /** Whose users are meant, in sites or groups; null: everybody's. @param site the one that is asked about, if any @throws Refused not-found */
  async usersOf(site: string | undefined, caller: Caller): Promise<{ sites: string[] | null; groups: string[] | null }> {
    return this.database.read(async (sql) => {
      const asked = await siteFilter(sql, site, caller);
      const { scope } = caller;
      return {
        sites: asked !== undefined ? [asked] : scope.kind === 'sites' ? await sitesBelow(sql, scope.ids) : null,
        groups: scope.kind === 'groups' ? [...scope.ids] : null,
      };
    });
  }

  /** Agent hosts in reach; undefined: all, those that nobody knows too. */
  async agentHostsOf(caller: Caller): Promise<ReadonlySet<string> | undefined> {
    if (caller.scope.kind === 'all') return undefined;
    return this.database.read(async (sql) => {
      const where = await within(sql, caller, 'agent-host', new Conditions());
      const rows = await sql.rows<{ id: string }>(`SELECT h.id FROM directory.agent_host h WHERE ${where.toString()}`, where.values);
      return new Set(rows.map(({ id }) => id));
    });
  }

  /** What sites and groups in reach are called. A site above the scope is left out of the paths of those below it. */
  async namesFor(caller: Caller): Promise<{ site: (id: string) => string; group: (id: string | null) => string | null }> {
    return this.database.read(async (sql) => {
      const inSites = await within(sql, caller, 'site', new Conditions());
      const sites = await sql.rows<{ id: string; parentId: string | null; name: string }>(
        `SELECT id, parent_id AS "parentId", name FROM directory.site WHERE ${inSites.toString()}`, inSites.values);
      const inGroups = await within(sql, caller, 'group', new Conditions());
      const groups = await sql.rows<{ id: string; name: string }>(`SELECT id, name FROM directory.user_group WHERE ${inGroups.toString()}`, inGroups.values);
      const siteOf = new Map(sites.map((site) => [site.id, site]));
      const groupOf = new Map(groups.map(({ id, name }) => [id, name]));
      const pathOf = (id: string): string => {
        const site = siteOf.get(id);
        if (site === undefined) return '';
        const above = site.parentId === null ? '' : pathOf(site.parentId);
        return above === '' ? site.name : `${above}/${site.name}`;
      };
      return { site: pathOf, group: (id) => (id === null ? null : groupOf.get(id) ?? null) };
    });
  }
}
