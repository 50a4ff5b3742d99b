import { encodeBase32 } from '@countersign/token-files';
import { copyRows } from '../people/copy-rows.ts';
import type { Person } from '../people/population.ts';
import { withClient } from '../systems/bench-database.ts';

/**
 * The tables of FreeRADIUS's own schema that this configuration touches, with their stock indexes, and the state of
 * replay protection, which FreeRADIUS has none for: the last time step of each user that was used up.
 */
const SCHEMA = `
CREATE TABLE radcheck (
  id bigserial PRIMARY KEY, username text NOT NULL, attribute text NOT NULL, op varchar(2) NOT NULL, value text NOT NULL
);
CREATE TABLE radpostauth (
  id bigserial PRIMARY KEY, username text NOT NULL, pass text, reply text, calledstationid text, callingstationid text,
  authdate timestamptz NOT NULL DEFAULT now(), class text
);
CREATE INDEX radpostauth_username_idx ON radpostauth (username);
CREATE INDEX radpostauth_class_idx ON radpostauth (class);
CREATE TABLE totp_state (username text PRIMARY KEY, last_step bigint NOT NULL) WITH (fillfactor = 70);
`;

/** The same people for the peer, in a database of its own. */
export async function loadPeer(adminUrl: string, people: () => Iterable<Person>): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query(SCHEMA);
    await copyRows(client, 'radcheck (username, attribute, op, value)', mapped(people(), ({ login, seed }) =>
      [login, 'TOTP-Secret', ':=', encodeBase32(seed)]));
    await client.query('CREATE INDEX radcheck_username ON radcheck (username, attribute)');
    await copyRows(client, 'totp_state (username, last_step)', mapped(people(), ({ login }) => [login, 0]));
    for (const table of ['radcheck', 'totp_state']) await client.query(`VACUUM (ANALYZE) ${table}`);
  });
}

function* mapped<In, Out>(values: Iterable<In>, map: (value: In) => Out): Generator<Out> {
  for (const value of values) yield map(value);
}
