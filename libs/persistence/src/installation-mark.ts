import type pg from 'pg';
import { serviceRoles } from './roles.ts';

/** The roles of this PostgreSQL server belong to another installation, whose passwords must not be changed under it. */
export class OtherInstallationError extends Error {
  override readonly name = 'OtherInstallationError';

  constructor() {
    super('The countersign roles of this PostgreSQL server belong to an installation with another key-encryption key. '
      + 'Start with the data folder of that one, or give this one a PostgreSQL server of its own.');
  }
}

const MARKED_ROLE = serviceRoles.auth.runtime;
const MARK = 'Countersign installation ';

/** Roles belong to the whole server: whoever made them is written on one of them. @throws OtherInstallationError */
export async function requireSameInstallation(client: pg.Client, installation: string): Promise<void> {
  const { rows: [role] } = await client.query<{ mark: string | null }>(
    `SELECT shobj_description(oid, 'pg_authid') AS mark FROM pg_roles WHERE rolname = $1`, [MARKED_ROLE]);
  const mark = role?.mark ?? null;
  if (mark !== null && mark !== MARK + installation) throw new OtherInstallationError();
}

/** @param installation hexadecimal */
export async function markInstallation(client: pg.Client, installation: string): Promise<void> {
  await client.query(`COMMENT ON ROLE ${MARKED_ROLE} IS '${MARK}${installation.replaceAll(/[^0-9a-f]/g, '')}'`);
}
