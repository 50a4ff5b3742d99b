import { foldLogin } from '@countersign/contracts';
import type { AssignableToken, ImportTransaction, NotAssigned } from '../../application/import-transaction.ts';
import type { Change } from '../../application/recorded-change.ts';
import type { ChangeSql } from './directory-database.ts';
import { policyInForce } from './effective-policies.ts';

/** What holds where no policy says how many tokens a user may have. */
export interface TokenLimit {
  current(): Promise<{ readonly tokensPerUser: number }>;
}

interface Candidate {
  readonly id: string;
  readonly login: string;
  readonly folded: string;
  readonly siteId: string;
  readonly administrator: boolean;
}

/** Locked: parallel assignments to one user count one after another. In one order, so that imports wait for each other. */
const CANDIDATES = `
  SELECT u.id, u.login, u.login_folded AS folded, u.site_id AS "siteId",
    EXISTS (SELECT FROM directory.administrator a WHERE a.user_id = u.id) AS administrator
  FROM directory.user_account u JOIN directory.site s ON s.id = u.site_id
  WHERE u.login_folded = ANY ($1::text[]) AND s.ancestors && ARRAY[$2::uuid] ORDER BY u.id FOR UPDATE OF u`;
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
  return async (tokens, kept) => {
    const users = await candidatesOf(sql, site.id, tokens);
    const held = await heldBy(sql, users);
    const given: { token: AssignableToken; user: Candidate }[] = [];
    const left: { token: AssignableToken; reason: NotAssigned }[] = [];
    for (const token of tokens) {
      const user = userOf(users, site.id, token);
      if (typeof user === 'string') {
        left.push({ token, reason: user });
        continue;
      }
      const count = held.get(user.id) ?? 0;
      if (count >= await limitAt(user.siteId)) {
        left.push({ token, reason: 'token-limit-reached' });
        continue;
      }
      held.set(user.id, count + 1);
      given.push({ token, user });
    }
    if (kept && given.length > 0) {
      await sql.run(ASSIGN, [given.map(() => sql.newId()), given.map(({ token }) => token.id), given.map(({ user }) => user.id)]);
      const changes = given.map(({ token, user }) => assignment(token, user, site.id));
      for (let index = 0; index < changes.length; index += EVENTS_AT_ONCE) await sql.recordNow(changes.slice(index, index + EVENTS_AT_ONCE));
    }
    return { assigned: given.length, left };
  };
}

async function candidatesOf(sql: ChangeSql, siteId: string, tokens: readonly AssignableToken[]): Promise<ReadonlyMap<string, readonly Candidate[]>> {
  const logins = [...new Set(tokens.map(({ login }) => foldLogin(login)))];
  return Map.groupBy(await sql.rows<Candidate>(CANDIDATES, [logins, siteId]), ({ folded }) => folded);
}

async function heldBy(sql: ChangeSql, users: ReadonlyMap<string, readonly Candidate[]>): Promise<Map<string, number>> {
  const ids = [...users.values()].flatMap((some) => some.map(({ id }) => id));
  const rows = await sql.rows<{ userId: string; tokens: number }>(HELD, [ids]);
  return new Map(rows.map(({ userId, tokens }) => [userId, tokens]));
}

/** As a sign-in finds people: the site's own first, then those below; two of them are nobody. */
function userOf(users: ReadonlyMap<string, readonly Candidate[]>, siteId: string, { login }: AssignableToken): Candidate | NotAssigned {
  const found = users.get(foldLogin(login)) ?? [];
  const own = found.find((user) => user.siteId === siteId);
  const [user, another] = own === undefined ? found : [own];
  if (user === undefined) return 'unknown-user';
  if (another !== undefined) return 'ambiguous-user';
  return user.administrator ? 'user-is-administrator' : user;
}

const assignment = ({ id, serial }: AssignableToken, user: Candidate, site: string): Change => ({
  action: 'token.assign', result: 'changed', object: { type: 'token', id, label: serial }, site, user: { id: user.id, login: user.login }, agentHost: null,
  before: { user: null }, after: { user: user.login },
});
