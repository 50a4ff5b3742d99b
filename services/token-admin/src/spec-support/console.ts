import { verifyAdministratorAad, verifyAdministratorContract, type VerifyAdministratorReply } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { hashPassword, verifyPassword } from '@countersign/crypto';
import { inMemoryKeys } from './in-memory-keys.ts';
import type { Answer, TokenAdminUnderTest } from './token-admin-under-test.ts';

export const PASSWORD = 'correct horse battery';
/** What the stand-in for auth takes for the tokencode of anybody. */
export const TOKENCODE = '123456';

/** Stands in for auth: the real password, and {@link TOKENCODE} for whoever has a token. */
export async function serveAuth(admin: TokenAdminUnderTest, asked: { login: string; occasion: string; source: string }[] = []): Promise<void> {
  const sealer = inMemoryKeys.sealer('bus-credentials');
  const wrong: VerifyAdministratorReply = { outcome: 'wrong', result: 'administrator-wrong-password', tokencodeNeeded: false, mustChangePassword: false, state: null };
  await admin.bus.serve(verifyAdministratorContract, async ({ requestKey, sealedSecret, userId, factor, requireToken, login, occasion, source }) => {
    asked.push({ login, occasion, source });
    const secret = sealer.open(Buffer.from(sealedSecret, 'base64url'), verifyAdministratorAad(requestKey)).toString('utf8');
    const { rows: [user] } = await admin.database.query<{ hash: string; change: boolean; tokens: number }>(`
      SELECT password_hash AS hash, password_must_change AS change, (SELECT count(*) FROM directory.assignment a WHERE a.user_id = u.id)::int AS tokens
      FROM directory.user_account u WHERE id = $1`, [userId]);
    if (user === undefined) return wrong;
    if (factor === 'tokencode') return secret === TOKENCODE ? { ...wrong, outcome: 'right', result: 'administrator-signed-in' } : { ...wrong, result: 'wrong-tokencode' };
    if (!await verifyPassword(user.hash, secret)) return wrong;
    return { ...wrong, outcome: 'right', result: 'administrator-signed-in', tokencodeNeeded: requireToken || user.tokens > 0, mustChangePassword: user.change };
  });
}

/** Given with the role. */
const FIRST_PASSWORD = 'a password for once';
/** Everybody's password is the same here: hashing takes its time. */
const hash = hashPassword(PASSWORD);

export interface Appointment {
  readonly siteId: string;
  readonly login: string;
  readonly role: adminApi.Role;
  readonly scope?: adminApi.Scope;
}

/** Makes a user an administrator who has signed in once, and has {@link PASSWORD} since. @returns the user's id */
export async function appoint(admin: TokenAdminUnderTest, { siteId, login, role, scope = { kind: 'all' } }: Appointment): Promise<string> {
  const user = await admin.make('/users', { siteId, login });
  await admin.make('/administrators', { userId: user.id, role, scope, password: FIRST_PASSWORD });
  await admin.database.query('UPDATE directory.user_account SET password_hash = $2, password_must_change = false WHERE id = $1', [user.id, await hash]);
  return String(user.id);
}

const isJson = ({ headers }: Response): boolean => /[/+]json\b/.test(headers.get('content-type') ?? '');

/** A browser at the console: it keeps the cookie, and sends the session's token along. */
export class Browser {
  cookie = '';
  csrf = '';

  constructor(private readonly admin: TokenAdminUnderTest, private readonly headers: Readonly<Record<string, string>> = {}) {}

  async call(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const response = await fetch(`${this.admin.url}${path}`, {
      method,
      headers: {
        ...(this.cookie === '' ? {} : { cookie: this.cookie }), ...(this.csrf === '' ? {} : { [adminApi.CSRF_HEADER]: this.csrf }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...this.headers, ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: Answer = { status: response.status, headers: response.headers, body: isJson(response) ? JSON.parse(text) : text };
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.split(';')[0] ?? '';
    if (answer.body?.csrf !== undefined) this.csrf = String(answer.body.csrf);
    return answer;
  }

  async signIn(login: string, password = PASSWORD): Promise<Answer> {
    return this.call('POST', '/session', { login, password });
  }

  /** @throws unless that is all that is asked for */
  static async signedIn(admin: TokenAdminUnderTest, login: string): Promise<Browser> {
    const browser = new Browser(admin);
    const { status, body } = await browser.signIn(login);
    if (status !== 200 || body.state !== 'signed-in') throw new Error(`${login}: ${status} ${JSON.stringify(body)}`);
    return browser;
  }
}
