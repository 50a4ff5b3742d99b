import { mixesAlphabets } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { made } from '../../application/recorded-change.ts';
import type {
  Refusals, RunUserImport, StagedUser, Taken, TakeUsers, UserImportTransaction, UserRefusal,
} from '../../application/user-import/user-import-transaction.ts';
import { type Caller, requireSiteScope } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { copyRow } from './copy-text.ts';
import type { ChangeSql, DirectoryDatabase } from './directory-database.ts';
import { resolveSite } from './sites.ts';
import type { Sql } from './sql.ts';

/** Columns that a file may fill, where they come from, and what a new user has when it does not. */
const FIELDS = [
  ['display_name', 'displayName', "''"], ['mobile', 'mobile', 'NULL'], ['email', 'email', 'NULL'], ['identifier', 'identifier', 'NULL'],
  ['enabled', 'enabled', 'true'], ['starts_at', 'startsAt', 'NULL'], ['ends_at', 'endsAt', 'NULL'], ['maximum_sessions', 'maximumSessions', 'NULL'],
  ['active_on_site_hosts', 'activeOnSiteHosts', 'false'], ['active_on_all_hosts', 'activeOnAllHosts', 'false'],
] as const satisfies readonly (readonly [string, keyof StagedUser, string])[];

const COLUMNS = [
  ['line', 'line'], ['id', 'id'], ['login', 'login'], ['login_folded', 'loginFolded'], ['group_name', 'group'], ...FIELDS.map(([column, field]) => [column, field] as const),
] as const satisfies readonly (readonly [string, keyof StagedUser])[];

const STAGE = `COPY directory.user_staging (import_id, ${COLUMNS.map(([name]) => name).join(', ')}) FROM STDIN`;
/** Groups that the file names, and users that are there. `$1` is the import, `$2` the site. */
const GROUP_OF = 'LEFT JOIN directory.user_group g ON g.site_id = $2 AND g.name = s.group_name';
const SAME_USER = 'u.site_id = $2 AND u.login_folded = s.login_folded';
const IS_THERE = `EXISTS (SELECT FROM directory.user_account u WHERE ${SAME_USER})`;

const LOCK = `
  SELECT count(*)::int AS count FROM (
    SELECT FROM directory.user_account u JOIN directory.user_staging s ON ${SAME_USER} WHERE s.import_id = $1 ORDER BY u.id FOR UPDATE OF u) AS locked`;
const UPDATE = `
  UPDATE directory.user_account u SET
    ${FIELDS.map(([column]) => `${column} = COALESCE(s.${column}, u.${column})`).join(', ')}, group_id = COALESCE(g.id, u.group_id), version = u.version + 1
  FROM directory.user_staging s ${GROUP_OF}
  WHERE s.import_id = $1 AND ${SAME_USER} AND (
    ${FIELDS.map(([column]) => `COALESCE(s.${column}, u.${column})`).join(', ')}, COALESCE(g.id, u.group_id))
    IS DISTINCT FROM (${FIELDS.map(([column]) => `u.${column}`).join(', ')}, u.group_id)`;
/** In the order of logins, so that imports of the same users wait for each other instead of blocking each other. */
const INSERT = `
  INSERT INTO directory.user_account (id, site_id, login, login_folded, group_id, ${FIELDS.map(([column]) => column).join(', ')})
  SELECT s.id, $2, s.login, s.login_folded, g.id, ${FIELDS.map(([column, , otherwise]) => `COALESCE(s.${column}, ${otherwise})`).join(', ')}
  FROM directory.user_staging s ${GROUP_OF} WHERE s.import_id = $1 AND NOT ${IS_THERE} ORDER BY s.login_folded
  ON CONFLICT (login_folded, site_id) DO NOTHING`;
const NEW_GROUPS = `
  SELECT DISTINCT s.group_name AS name FROM directory.user_staging s ${GROUP_OF} WHERE s.import_id = $1 AND s.group_name IS NOT NULL AND g.id IS NULL
  ORDER BY 1 LIMIT $3`;

/** Groups that one file may make: a column that holds something else would make as many as it has records. */
const GROUPS_MADE = 1_000;
/** What goes to the database at once. */
const PIECE_CHARACTERS = 65_536;

/** Imports over the staging table: one COPY takes the file in, a statement for each rule takes records out, two make users. */
export const importUsersInto = (database: DirectoryDatabase): RunUserImport => async (siteId, caller, work, signal) => database.change(caller, async (sql) => {
  const importId = sql.newId();
  requireSiteScope(caller);
  const site = await resolveSite(sql, siteId, caller);
  await sql.unhurried();
  const mixed: number[] = [];
  const transaction: UserImportTransaction = {
    site, importId,
    newId: () => sql.newId(),
    stage: async (users) => sql.copy(STAGE, rowsOf(importId, users, mixed)),
    refuse: async (reason, how, first) => refuse(sql, { importId, siteId: site.id, caller, mixed }, reason, how, first),
    take: async (how) => take(sql, importId, site, how),
    discard: async () => {
      await sql.run('DELETE FROM directory.user_staging WHERE import_id = $1', [importId]);
    },
    record: (change) => sql.record(change),
    run: async (text, values) => sql.run(text, values),
  };
  return work(transaction);
}, signal);

interface Place {
  readonly importId: string;
  readonly siteId: string;
  readonly caller: Caller;
  /** Lines whose login name mixes alphabets: to whoever has it it is left, and to nobody is it given. */
  readonly mixed: readonly number[];
}

const NONE: Refusals = { count: 0, first: [] };

async function refuse(sql: Sql, { importId, siteId, caller, mixed }: Place, reason: UserRefusal, { existing, makeGroups }: TakeUsers, first: number): Promise<Refusals> {
  /** @param condition on the staged record `s`, the user `u` that is there, and the group `g`; `$2` is the site */
  const out = async (condition: string, detail = 'NULL', ...values: readonly unknown[]): Promise<Refusals> => {
    const found = await sql.rows<Refusals['first'][number] & { count: number }>(`
      WITH gone AS (
        DELETE FROM directory.user_staging WHERE ctid = ANY (ARRAY (
          SELECT s.ctid FROM directory.user_staging s LEFT JOIN directory.user_account u ON ${SAME_USER} ${GROUP_OF} WHERE s.import_id = $1 AND ${condition}))
        RETURNING line, login, ${detail} AS detail)
      SELECT line, login, detail, count(*) OVER ()::int AS count FROM gone ORDER BY line LIMIT $3`, [importId, siteId, first, ...values]);
    return { count: found[0]?.count ?? 0, first: found.map(({ line, login, detail: text }) => ({ line, login, detail: text })) };
  };
  switch (reason) {
    case 'duplicate-login-in-file':
      return out(`EXISTS (
        SELECT FROM directory.user_staging o WHERE o.import_id = $1 AND o.login_folded = s.login_folded AND o.line < s.line)`);
    case 'invalid-login':
      return mixed.length === 0 ? NONE : out('u.id IS NULL AND s.line = ANY ($4::int[])', 'NULL', mixed);
    case 'login-taken':
      return existing === 'refuse' ? out('u.id IS NOT NULL') : NONE;
    case 'is-administrator': // they are changed one by one, by those who may
      if (existing !== 'update') return NONE;
      await sql.rows(LOCK, [importId, siteId]); // nobody becomes one from here on
      return out('EXISTS (SELECT FROM directory.administrator a WHERE a.user_id = u.id)');
    case 'not-allowed': // on all agent hosts is on those of other sites, too
      return caller.scope.kind === 'all' ? NONE : out('s.active_on_all_hosts AND u.active_on_all_hosts IS NOT TRUE', "'activeOnAllHosts'");
    case 'group-unknown':
      return makeGroups ? NONE : out('s.group_name IS NOT NULL AND g.id IS NULL', 'group_name');
    case 'ends-before-start':
      return existing === 'update' ? out('COALESCE(s.starts_at, u.starts_at) >= COALESCE(s.ends_at, u.ends_at)') : NONE;
  }
}

async function take(sql: ChangeSql, importId: string, site: adminApi.Site, { existing, makeGroups }: TakeUsers): Promise<Taken> {
  const values = [importId, site.id];
  const groupsMade = makeGroups ? await makeMissingGroups(sql, importId, site.id) : 0;
  const [staged] = await sql.rows<{ count: number }>('SELECT count(*)::int AS count FROM directory.user_staging WHERE import_id = $1', [importId]);
  const [known] = await sql.rows<{ count: number }>(`SELECT count(*)::int AS count FROM directory.user_staging s WHERE s.import_id = $1 AND ${IS_THERE}`, values);
  const there = known?.count ?? 0;
  const updated = existing === 'update' ? await sql.run(UPDATE, values) : 0;
  const created = await sql.run(INSERT, values);
  if (created + there !== staged?.count) throw new Refused('conflict', 'Somebody else made one of these users meanwhile.');
  return { created, updated, unchanged: there - updated, groupsMade };
}

async function makeMissingGroups(sql: ChangeSql, importId: string, siteId: string): Promise<number> {
  const missing = await sql.rows<{ name: string }>(NEW_GROUPS, [importId, siteId, GROUPS_MADE + 1]);
  if (missing.length > GROUPS_MADE) throw new Refused('limit-exceeded', `The file would make more than ${GROUPS_MADE} groups: is this the right column?`);
  for (const { name } of missing) {
    const id = sql.newId();
    await sql.run('INSERT INTO directory.user_group (id, site_id, name) VALUES ($1, $2, $3)', [id, siteId, name]);
    sql.record(made('group', 'create', { id, siteId, name, tokenGraceUntil: null, radiusProfileId: null, version: 1 }));
  }
  return missing.length;
}

/** Rows for COPY, some thousands of characters at a time. @param mixed gets the lines whose login name mixes alphabets */
async function* rowsOf(importId: string, users: AsyncIterable<StagedUser>, mixed: number[]): AsyncGenerator<string, void> {
  let text = '';
  for await (const user of users) {
    if (mixesAlphabets(user.login)) mixed.push(user.line);
    text += copyRow([importId, ...COLUMNS.map(([, field]) => copied(user[field]))]);
    if (text.length < PIECE_CHARACTERS) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function copied(value: string | number | boolean | undefined): string | number | null {
  if (value === undefined) return null;
  return typeof value === 'boolean' ? String(value) : value;
}
