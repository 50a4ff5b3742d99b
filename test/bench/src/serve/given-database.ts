import { withClient } from '../systems/bench-database.ts';

const SCHEMAS = ['directory', 'authn', 'audit'];
const MARK = 'made by the benchmark';

/** A database that is not the benchmark's to empty. */
export class GivenDatabaseError extends Error {}

/**
 * Takes a database that somebody gave. What an earlier benchmark left there is removed: its keys are gone, so nobody can
 * use it. Anything else with our schemas is refused.
 *
 * @throws GivenDatabaseError
 */
export async function claimGivenDatabase(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string; mark: string | null }>(
      `SELECT nspname AS name, obj_description(oid, 'pg_namespace') AS mark FROM pg_namespace WHERE nspname = ANY($1)`, [SCHEMAS]);
    const foreign = rows.find(({ mark }) => mark !== MARK);
    if (foreign) throw new GivenDatabaseError(`The database has a schema "${foreign.name}" that no benchmark made. Give an empty database.`);
    // The roles are the earlier benchmark's: its data folder is gone, so nobody else can use them.
    if (rows.length > 0) await client.query(`DO $$ BEGIN COMMENT ON ROLE countersign_auth IS NULL; EXCEPTION WHEN undefined_object THEN NULL; END $$`);
    await client.query(`DROP SCHEMA IF EXISTS ${SCHEMAS.join(', ')} CASCADE`);
    for (const schema of SCHEMAS) await client.query(`CREATE SCHEMA ${schema}; COMMENT ON SCHEMA ${schema} IS '${MARK}'`);
  });
}
