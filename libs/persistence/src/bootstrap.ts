import pg from 'pg';
import { type ConnectionTimes, defaultConnectionTimes, keepAliveOptions, unhurriedTimes } from './connection-times.ts';
import { markInstallation, requireSameInstallation } from './installation-mark.ts';
import { allRoles, retentionRole, serviceRoles } from './roles.ts';

export interface BootstrapOptions {
  /** A role that may create roles and schemas, connected to the database to prepare. */
  readonly adminUrl: string;
  readonly passwords: Readonly<Record<string, string>>;
  /** Name of the installation (`installationOf` its keyring): the roles of another one are left alone. */
  readonly installation?: string;
  readonly times?: ConnectionTimes | undefined;
}

/** Concurrent changes of one role: roles are shared by all databases of a cluster. */
const TRIES = 20;
const RACES = new Set(['XX000', '23505', '42710', '40001', '40P01']);

/**
 * Makes roles and schemas. May be run again and by several at once. A password that works already is left alone, so
 * that a second run changes nothing.
 *
 * @throws OtherInstallationError
 */
export async function bootstrapDatabase({ adminUrl, passwords, installation, times = defaultConnectionTimes }: BootstrapOptions): Promise<void> {
  const connecting = { connectionTimeoutMillis: unhurriedTimes(times).connectMs, ...keepAliveOptions(times) };
  const client = new pg.Client({ connectionString: adminUrl, ...connecting });
  // Without a listener the process would end with the connection, and say less than the statement that fails.
  client.on('error', () => undefined);
  await client.connect();
  try {
    if (installation !== undefined) await requireSameInstallation(client, installation);
    const admin = { connectionString: adminUrl, ...connecting };
    const able = await ableRoles(client, admin, passwords);
    for (const role of allRoles) if (!able.has(role)) await ensureRole(client, admin, role, passwords[role]);
    if (installation !== undefined) await racing(() => markInstallation(client, installation));
    const { rows } = await client.query<{ name: string }>('SELECT quote_ident(current_database()) AS name');
    const database = rows[0]?.name ?? '';
    await racing(() => client.query(`
      REVOKE ALL ON DATABASE ${database} FROM PUBLIC;
      REVOKE ALL ON SCHEMA public FROM PUBLIC;
      GRANT CONNECT ON DATABASE ${database} TO ${allRoles.join(', ')};`));
    for (const { schema, owner, runtime } of Object.values(serviceRoles)) {
      await racing(() => client.query(`
        CREATE SCHEMA IF NOT EXISTS ${schema};
        ALTER SCHEMA ${schema} OWNER TO ${owner};
        GRANT USAGE ON SCHEMA ${schema} TO ${runtime};`));
    }
    await racing(() => client.query(`
      GRANT USAGE ON SCHEMA directory TO ${serviceRoles.auth.runtime}, ${serviceRoles.auth.owner};
      GRANT USAGE ON SCHEMA audit TO ${retentionRole};`));
  } finally {
    await client.end();
  }
}

type AdminConnection = pg.ClientConfig & { readonly connectionString: string };

/** Roles that exist and whose password works; asked side by side, for each sign-in takes its time. */
async function ableRoles(client: pg.Client, admin: AdminConnection, passwords: Readonly<Record<string, string>>): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>('SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1)', [allRoles]);
  const able = await Promise.all(rows.map(async ({ name }) => {
    const password = passwords[name];
    return password !== undefined && await canLogIn(admin, name, password) ? [name] : [];
  }));
  return new Set(able.flat());
}

async function ensureRole(client: pg.Client, admin: AdminConnection, role: string, password: string | undefined): Promise<void> {
  if (password === undefined) throw new Error(`no password was given for the role ${role}`);
  await racing(async () => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
    if (rowCount === 0) {
      await client.query(`CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD ${pg.escapeLiteral(password)}`);
      // The one who makes a schema over to an owner must be a member of it (unless superuser).
      await client.query(`GRANT ${role} TO CURRENT_USER`);
    } else if (!await canLogIn(admin, role, password)) {
      await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
    }
  });
}

/** The password may be right although the role cannot enter this database yet: that comes after. */
async function canLogIn(admin: AdminConnection, role: string, password: string): Promise<boolean> {
  const url = new URL(admin.connectionString);
  url.username = role;
  url.password = encodeURIComponent(password);
  const client = new pg.Client({ ...admin, connectionString: url.href });
  try {
    await client.connect();
    return true;
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    return code === '42501';
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function racing(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
      if (attempt === TRIES || !RACES.has(code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 * attempt));
    }
  }
}
