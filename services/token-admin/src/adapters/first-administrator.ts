import { readFile, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { writePrivateOnce } from '@countersign/crypto';
import { foldLogin } from '@countersign/contracts';
import type { HashPassword } from '../application/ports.ts';
import { changed, made } from '../application/recorded-change.ts';
import { systemCaller } from '../domain/caller.ts';
import { findAdministrator } from './postgres/administrator-rows.ts';
import { lockAdministrators } from './postgres/administrator-guard.ts';
import type { ChangeSql, DirectoryDatabase } from './postgres/directory-database.ts';
import { insertRow, updateRow } from './postgres/sql.ts';
import { findUser } from './postgres/user-rows.ts';

export const FIRST_LOGIN = 'admin';
const FIRST_SITE = 'Administrators';
/** 120 bits. */
const PASSWORD_BYTES = 15;

/**
 * The administrator of an installation that has none: user `admin`, with a random password in a file that only its
 * owner reads. The first sign-in asks for another one, and then the file is deleted.
 */
export class FirstAdministrator {
  #file: string | undefined;

  constructor(private readonly database: DirectoryDatabase, private readonly hashPassword: HashPassword) {}

  /**
   * Makes the administrator, if there is none.
   * @param file gets the password; a file that is there from a start that broke off is gone on with
   * @returns whether the password in the file is good now
   */
  async ensure(file: string): Promise<boolean> {
    this.#file = file;
    if (await this.#isAppointed()) {
      await this.tidy();
      return (await passwordIn(file)) !== undefined;
    }
    const password = await this.#passwordFor(file);
    const hash = await this.hashPassword(password);
    await this.database.change(systemCaller('bootstrap'), async (sql) => {
      await lockAdministrators(sql);
      const [known] = await sql.rows('SELECT FROM directory.administrator LIMIT 1');
      if (known === undefined) await appoint(sql, hash);
    });
    return true;
  }

  /** Deletes the file once its password has been changed. */
  async tidy(): Promise<void> {
    if (this.#file === undefined) return;
    const [waiting] = await this.database.read(async (sql) => sql.rows(`
      SELECT FROM directory.administrator a JOIN directory.user_account u ON u.id = a.user_id
      WHERE a.login_folded = $1 AND a.password_changed_at IS NULL AND u.password_must_change`, [foldLogin(FIRST_LOGIN)]));
    if (waiting !== undefined) return;
    await rm(this.#file, { force: true });
    this.#file = undefined;
  }

  async #isAppointed(): Promise<boolean> {
    const [known] = await this.database.read(async (sql) => sql.rows('SELECT FROM directory.administrator LIMIT 1'));
    return known !== undefined;
  }

  async #passwordFor(file: string): Promise<string> {
    const known = await passwordIn(file);
    if (known !== undefined) return known;
    const password = randomBytes(PASSWORD_BYTES).toString('base64url');
    await writePrivateOnce(file, `${password}\n`);
    return password;
  }
}

async function passwordIn(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * In a site of its own. Where an `admin` stands there already – whoever owns the database has taken all roles away –
 * that user gets the new password, and loses the tokens that somebody else may hold by now.
 */
async function appoint(sql: ChangeSql, passwordHash: string): Promise<void> {
  const [site] = await sql.rows<{ id: string }>('SELECT id FROM directory.site WHERE parent_id IS NULL AND name = $1', [FIRST_SITE]);
  const siteId = site?.id ?? sql.newId();
  if (site === undefined) await insertRow(sql, 'site', { id: siteId, name: FIRST_SITE, ancestors: [siteId] });
  const login = foldLogin(FIRST_LOGIN);
  const [known] = await sql.rows<{ id: string }>('SELECT id FROM directory.user_account WHERE site_id = $1 AND login_folded = $2', [siteId, login]);
  const id = known?.id ?? sql.newId();
  if (known === undefined) {
    await insertRow(sql, 'user_account', {
      id, site_id: siteId, login: FIRST_LOGIN, login_folded: login, display_name: 'Administrator', password_hash: passwordHash, password_must_change: true,
    });
    sql.record(made('user', 'create', await findUser(sql, id)));
  } else {
    const before = await findUser(sql, id);
    await updateRow(sql, 'user_account', id, {
      password_hash: passwordHash, password_length: null, password_must_change: true, password_expires_at: null, enabled: true, starts_at: null, ends_at: null,
    });
    await sql.run('DELETE FROM directory.assignment WHERE user_id = $1', [id]);
    sql.record(changed('user', 'recover', { before, after: await findUser(sql, id) }));
  }
  await insertRow(sql, 'administrator', { user_id: id, login_folded: login, role: 'super-administrator', scope_kind: 'all' });
  sql.record(made('administrator', 'appoint', await findAdministrator(sql, id)));
}
