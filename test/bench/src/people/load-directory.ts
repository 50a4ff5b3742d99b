import path from 'node:path';
import { foldLogin, seedAad } from '@countersign/contracts';
import { DerivedPurposeKeys, exportPurposes, loadKeyring } from '@countersign/crypto';
import type { Client } from 'pg';
import { withClient } from '../systems/bench-database.ts';
import type { OurSystem } from '../systems/system.ts';
import { type Value, copyRows } from './copy-rows.ts';
import type { Person } from './population.ts';
import { rowIds } from './row-id.ts';

export interface DirectoryLoad {
  /** Walked once for each table. */
  readonly people: () => Iterable<Person>;
  /** TOTP and HOTP with SHA-1 and 6 digits. */
  readonly token: 'totp' | 'hotp' | 'none';
  readonly usePin: boolean;
  /** PHC string of everybody's static password. */
  readonly passwordHash: string | null;
  /** Nobody has a display name unless given. */
  readonly displayName?: (number: number) => string;
}

const OWNER = 'countersign_token_admin_owner';
const TOKEN_COLUMNS = 'id, serial, site_id, kind, algorithm, hash, digits, period, sealed_seed, seed_fingerprint, use_pin';

/**
 * Puts people and their tokens into schema `directory` as import and administration would have left them: seeds sealed
 * with the installation's key and bound to their row, fingerprints, folded logins. It bypasses the admin API because
 * that makes one person per request, and an audit event for each; nothing here is on the path of a sign-in.
 */
export async function loadDirectory(system: Pick<OurSystem, 'adminUrl' | 'dataDir' | 'siteId'>, load: DirectoryLoad): Promise<void> {
  const tokenOf = await tokenRow(system, load);
  const now = Date.now();
  const ids = { user: rowIds(now), token: rowIds(now), assignment: rowIds(now) };
  await withClient(system.adminUrl, async (client) => {
    await client.query(`SET ROLE ${OWNER}`);
    await client.query('BEGIN');
    await copyRows(client, 'directory.user_account (id, site_id, login, login_folded, password_hash, display_name)', rowsOf(load, (number, { login }) =>
      [ids.user(number), system.siteId, login, foldLogin(login), load.passwordHash, load.displayName?.(number) ?? '']));
    if (load.token !== 'none') {
      await copyRows(client, `directory.token (${TOKEN_COLUMNS})`, rowsOf(load, (number, person) => tokenOf(ids.token(number), person)));
      await copyRows(client, 'directory.assignment (id, token_id, user_id)', rowsOf(load, (number) =>
        [ids.assignment(number), ids.token(number), ids.user(number)]));
    }
    await client.query('COMMIT');
    await settle(client);
  });
}

async function tokenRow({ dataDir, siteId }: Pick<OurSystem, 'dataDir' | 'siteId'>, { token, usePin }: DirectoryLoad): Promise<(id: string, person: Person) => Value[]> {
  const keyring = await loadKeyring(path.join(dataDir, 'key-encryption-key'));
  const keys = new DerivedPurposeKeys(exportPurposes(keyring, ['seeds', 'seed-fingerprint']));
  const [seeds, fingerprint] = [keys.sealer('seeds'), keys.mac('seed-fingerprint')];
  const period = token === 'totp' ? 30 : null;
  return (id, { login, seed }) =>
    [id, `BENCH-${login}`, siteId, 'mobile', token, 'sha1', 6, period, seeds.seal(seed, seedAad(id)), fingerprint.mac(seed), usePin];
}

/** What autovacuum would have done by the time a real system is busy. */
async function settle(client: Client): Promise<void> {
  for (const table of ['user_account', 'token', 'assignment']) await client.query(`VACUUM (ANALYZE) directory.${table}`);
}

function* rowsOf(load: DirectoryLoad, row: (number: number, person: Person) => Value[]): Generator<Value[]> {
  let number = 0;
  for (const person of load.people()) {
    yield row(number, person);
    number += 1;
  }
}
