import { foldLogin } from '@countersign/contracts';
import type { AssignableToken, ImportTransaction, NotAssigned } from '../../application/import-transaction.ts';
import type { Change } from '../../application/recorded-change.ts';
import type { ChangeSql } from './directory-database.ts';
import { policyInForce } from './effective-policies.ts';
import type { Sql } from './sql.ts';

/** What holds where no policy says how many tokens a user may have. */
export interface TokenLimit {
  current(): Promise<{ readonly tokensPerUser: number }>;
}

interface Candidate {
  readonly id: string;
  readonly login: string;
  readonly folded: string;
  readonly siteId: string;
}

/** The users of a piece of a file, and what is known of them since nobody else can change it. */
interface Candidates {
  readonly byLogin: ReadonlyMap<string, readonly Candidate[]>;
  readonly held: Map<string, number>;
  readonly administrators: ReadonlySet<string>;
}

const WITHIN = 'FROM directory.user_account u JOIN directory.site s ON s.id = u.site_id WHERE s.ancestors && ARRAY[$2::uuid] AND u.login_folded';
/** Parallel assignments to one user count one after another, and nobody becomes an administrator meanwhile. */
const LOCKED = 'FOR NO KEY UPDATE OF u';
/** Everybody whom the file names in one statement, in one order: so imports wait for each other. Each text of `$1` is a line for each login. */
const LOCK = `
  SELECT count(*)::int AS count FROM (
    SELECT ${WITHIN} IN (SELECT unnest(string_to_array(lines, E'\\n')) FROM unnest($1::text[]) AS lines) ORDER BY u.id ${LOCKED}) AS locked`;
const CANDIDATES = `SELECT u.id, u.login, u.login_folded AS folded, u.site_id AS "siteId" ${WITHIN} = ANY ($1::text[]) ORDER BY u.id`;
const ADMINISTRATORS = 'SELECT user_id AS "userId" FROM directory.administrator WHERE user_id = ANY ($1::uuid[])';
const HELD = 'SELECT user_id AS "userId", count(*)::int AS tokens FROM directory.assignment WHERE user_id = ANY ($1::uuid[]) GROUP BY user_id';
const ASSIGN = 'INSERT INTO directory.assignment (id, token_id, user_id) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])';

/** Events that go to the outbox together; its rows stay far below what the bus carries at once. */
const EVENTS_AT_ONCE = 100;

/** Gives tokens that an import brings to users of its site, or else of a site below it, and records each. */
export function assigner(sql: ChangeSql, site: { readonly id: string }, settings: TokenLimit): ImportTransaction['assign'] {
  const limits = new Map<string, number>();
  const limitAt = async (siteId: string): Promise<number> => {
    const known = limits.get(siteId);
    if (known !== undefined) return known;
    const { tokensPerUser = (await settings.current()).tokensPerUser } = await policyInForce(sql, siteId);
    limits.set(siteId, tokensPerUser);
    return tokensPerUser;
  };
  const assignPiece = async (tokens: readonly AssignableToken[], kept: boolean, left: (token: AssignableToken, reason: NotAssigned) => void): Promise<number> => {
    const users = await candidatesOf(sql, site.id, tokens, kept);
    const given: { token: AssignableToken; user: Candidate }[] = [];
    for (const token of tokens) {
      const user = userOf(users, site.id, token);
      if (typeof user === 'string') {
        left(token, user);
        continue;
      }
      const count = users.held.get(user.id) ?? 0;
      if (count >= await limitAt(user.siteId)) {
        left(token, 'token-limit-reached');
        continue;
      }
      users.held.set(user.id, count + 1);
      given.push({ token, user });
    }
    if (kept && given.length > 0) {
      await sql.run(ASSIGN, [given.map(() => sql.newId()), given.map(({ token }) => token.id), given.map(({ user }) => user.id)]);
      const changes = given.map(({ token, user }) => assignment(token, user, site.id));
      for (let index = 0; index < changes.length; index += EVENTS_AT_ONCE) await sql.recordNow(changes.slice(index, index + EVENTS_AT_ONCE));
    }
    return given.length;
  };
  return async (pieces, kept, left) => {
    if (kept) await lock(sql, site.id, pieces);
    let assigned = 0;
    for (const tokens of pieces) assigned += await assignPiece(tokens, kept, left);
    return assigned;
  };
}

const loginsOf = (tokens: readonly AssignableToken[]): string[] => [...new Set(tokens.map(({ login }) => foldLogin(login)))];

async function lock(sql: Sql, siteId: string, pieces: Iterable<readonly AssignableToken[]>): Promise<void> {
  const lines = Array.from(pieces, (tokens) => loginsOf(tokens).join('\n'));
  if (lines.length > 0) await sql.rows(LOCK, [lines, siteId]);
}

/** Who is an administrator and who holds how many is read after the lock: the statement that waits for it sees what was before. */
async function candidatesOf(sql: Sql, siteId: string, tokens: readonly AssignableToken[], kept: boolean): Promise<Candidates> {
  // Those who came since everybody was locked are locked here.
  const users = await sql.rows<Candidate>(kept ? `${CANDIDATES} ${LOCKED}` : CANDIDATES, [loginsOf(tokens), siteId]);
  const ids = users.map(({ id }) => id);
  const administrators = await sql.rows<{ userId: string }>(ADMINISTRATORS, [ids]);
  const held = await sql.rows<{ userId: string; tokens: number }>(HELD, [ids]);
  return {
    byLogin: Map.groupBy(users, ({ folded }) => folded),
    held: new Map(held.map(({ userId, tokens: count }) => [userId, count])),
    administrators: new Set(administrators.map(({ userId }) => userId)),
  };
}

/** As a sign-in finds people: the site's own first, then those below; two of them are nobody. */
function userOf({ byLogin, administrators }: Candidates, siteId: string, { login }: AssignableToken): Candidate | NotAssigned {
  const found = byLogin.get(foldLogin(login)) ?? [];
  const own = found.find((user) => user.siteId === siteId);
  const [user, another] = own === undefined ? found : [own];
  if (user === undefined) return 'unknown-user';
  if (another !== undefined) return 'ambiguous-user';
  return administrators.has(user.id) ? 'user-is-administrator' : user;
}

const assignment = ({ id, serial }: AssignableToken, user: Candidate, site: string): Change => ({
  action: 'token.assign', result: 'changed', object: { type: 'token', id, label: serial }, site, user: { id: user.id, login: user.login }, agentHost: null,
  before: { user: null }, after: { user: user.login },
});
