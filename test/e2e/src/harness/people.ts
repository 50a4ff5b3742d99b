import { randomBytes } from 'node:crypto';
import * as adminApi from '@countersign/contracts/admin-api';
import { codeAt, defineOtp, prepareKey } from '@countersign/otp';
import { unwrap } from '@countersign/radius';
import type { AdminApi } from './admin-api.ts';

/** A user with an event token: each sign-in uses the next code, so that many fit into a short test. */
export interface Person {
  readonly login: string;
  readonly serial: string;
  /** The code of an event, from 0 on. */
  readonly code: (counter: number) => string;
}

export interface PopulationOptions {
  /** What logins and serials begin with. */
  readonly prefix: string;
  readonly count: number;
  /** Tokens with a PIN: the first sign-in asks for a new one. */
  readonly usePin: boolean;
}

/** Fewer than the server has connections to its database. */
const CREATED_AT_ONCE = 6;
const ASSIGNMENT_TRIES = 5;
const definition = unwrap(defineOtp({ kind: 'hotp', hash: 'sha1', digits: 6 }));

/** A site, and an agent host for this machine that is open to it. Answers the site's id. */
export async function addSite(api: AdminApi, { name, secret }: { name: string; secret: string }): Promise<string> {
  const site = await api.call(adminApi.createSite, { body: { name } });
  await api.call(adminApi.createAgentHost, {
    body: { siteId: site.id, name: `${name} VPN`, addresses: [{ address: '127.0.0.1' }], secret, openToSite: true },
  });
  return site.id;
}

/** As an administrator does it: a token file, users, assignments. */
export async function addPeople(api: AdminApi, siteId: string, { prefix, count, usePin }: PopulationOptions): Promise<Person[]> {
  const tokens = Array.from({ length: count }, (_, index) => ({ serial: `${prefix}-${String(index).padStart(6, '0')}`, seed: randomBytes(20) }));
  const file = tokens.map(({ serial, seed }) => `${serial},${seed.toString('hex')},hotp,6,0\n`).join('');
  const report = await api.importTokens({ site: siteId, format: 'oath-csv', mode: { usePin } }, file);
  if (report.imported !== count) throw new Error(`imported ${report.imported} of ${count}: ${JSON.stringify(report.refused.slice(0, 3))}`);
  const ids = await tokenIds(api, siteId);

  const remaining = tokens.values();
  const people: Person[] = [];
  await Promise.all(Array.from({ length: CREATED_AT_ONCE }, async () => {
    for (const { serial, seed } of remaining) {
      const user = await api.call(adminApi.createUser, { body: { siteId, login: serial } });
      await assign(api, ids.get(serial) ?? '', user.id);
      const key = unwrap(prepareKey(definition, seed));
      people.push({ login: serial, serial, code: (counter) => codeAt(definition, key, counter) });
    }
  }));
  return people;
}

/** Where the machine is so busy that the server gave up on its database, the assignment may or may not be made: it is looked up, and tried again. */
async function assign(api: AdminApi, id: string, userId: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await api.call(adminApi.assignToken, { parameters: { id }, body: { userId } });
      return;
    } catch (error) {
      if (tries === ASSIGNMENT_TRIES || !String(error).includes('"code":"unavailable"')) throw error;
    }
    const { token } = await api.call(adminApi.getToken, { parameters: { id } });
    if (token.assignment !== null) return;
  }
}

async function tokenIds(api: AdminApi, siteId: string): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: { items: adminApi.Token[]; nextCursor: string | null } =
      await api.call(adminApi.listTokens, { query: { site: siteId, limit: 1000, ...cursor === undefined ? {} : { cursor } } });
    for (const token of page.items) ids.set(token.serial, token.id);
    cursor = page.nextCursor;
  }
  return ids;
}
