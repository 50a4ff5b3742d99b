import { requireSiteScope, type Caller } from '../../domain/caller.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions } from './page.ts';
import { sitesOf, within } from './reach.ts';
import { resolveSite } from './sites.ts';

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

  /** Agent hosts in reach; undefined: all, those that nobody knows too. */
  async agentHostsOf(caller: Caller): Promise<ReadonlySet<string> | undefined> {
    if (caller.scope.kind === 'all') return undefined;
    return this.database.read(async (sql) => {
      const where = await within(sql, caller, 'agent-host', new Conditions());
      const rows = await sql.rows<{ id: string }>(`SELECT h.id FROM directory.agent_host h WHERE ${where.toString()}`, where.values);
      return new Set(rows.map(({ id }) => id));
    });
  }
}
