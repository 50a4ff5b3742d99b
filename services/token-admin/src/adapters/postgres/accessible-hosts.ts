import type * as adminApi from '@countersign/contracts/admin-api';
import type { Caller } from '../../domain/caller.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { reachGroup } from './groups.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { within } from './reach.ts';
import type { Source } from './sql.ts';
import { reachUser } from './user-rows.ts';

type Host = adminApi.AccessibleHost;

/** In the order in which auth asks (domain/check-account.ts there). */
const USER_ACTIVATION = `CASE
  WHEN EXISTS (SELECT FROM directory.agent_host_user a WHERE a.agent_host_id = h.id AND a.user_id = u.id) THEN 'user'
  WHEN EXISTS (SELECT FROM directory.agent_host_group a WHERE a.agent_host_id = h.id AND a.group_id = u.group_id) THEN 'group'
  WHEN h.open_to_all THEN 'open-to-all'
  WHEN h.open_to_site AND h.site_id = ANY (s.ancestors) THEN 'open-to-site'
  WHEN u.active_on_all_hosts THEN 'on-all-hosts'
  WHEN u.active_on_site_hosts AND u.site_id = h.site_id THEN 'on-site-hosts' END`;
/** A login name is looked for in the host's site and below; everywhere only where the host is open to all. */
const IS_FOUND = '(h.open_to_all OR h.site_id = ANY (s.ancestors))';
const ADDRESS = '(SELECT a.address::text FROM directory.agent_host_address a WHERE a.agent_host_id = h.id AND a.is_primary)';

const source = (activatedBy: string, from: string): Source => ({
  columns: `h.id, h.site_id AS "siteId", h.name, COALESCE(${ADDRESS}, '') AS address, ${activatedBy} AS "activatedBy"`, from, what: 'agent host',
});
const ofUser = source(USER_ACTIVATION, 'directory.agent_host h CROSS JOIN directory.user_account u JOIN directory.site s ON s.id = u.site_id');
const ofGroup = source('\'group\'', 'directory.agent_host h JOIN directory.agent_host_group g ON g.agent_host_id = h.id');

/** Where users and groups may sign in. */
export class AccessibleHosts {
  constructor(private readonly database: DirectoryDatabase) {}

  async ofUser(id: string, query: PageRequest, caller: Caller): Promise<Page<Host>> {
    return this.database.read(async (sql) => {
      await reachUser(sql, id, caller);
      const where = new Conditions().add('u.id = ?', id).add(`${IS_FOUND} AND ${USER_ACTIVATION} IS NOT NULL AND ?`, true);
      await within(sql, caller, 'agent-host', where);
      return page<Host>(sql, query, ofUser, where, { key: 'h.name', id: 'h.id' });
    });
  }

  async ofGroup(id: string, query: PageRequest, caller: Caller): Promise<Page<Host>> {
    return this.database.read(async (sql) => {
      await reachGroup(sql, id, caller);
      const where = new Conditions().add('g.group_id = ?', id);
      await within(sql, caller, 'agent-host', where);
      return page<Host>(sql, query, ofGroup, where, { key: 'h.name', id: 'h.id' });
    });
  }
}
