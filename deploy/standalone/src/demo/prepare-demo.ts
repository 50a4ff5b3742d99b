import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as api from '@countersign/contracts/admin-api';
import { type Sealer, writePrivateOnce } from '@countersign/crypto';
import { ownRange } from '../local-target.ts';
import { type AdminClient, AdminRefusal } from './admin-client.ts';
import { DemoMemory, type DemoToken } from './demo-memory.ts';

/** Site, user and agent host have the same name. */
export const DEMO_NAME = 'demo';
const ISSUER = 'Countersign demo';
const SECRET_BYTES = 15;
const HOSTS_AT_ONCE = 200;

/** What somebody needs in order to sign in to the demonstration. */
export interface Demo extends DemoToken {
  readonly login: string;
  readonly agentHost: string;
  readonly addresses: readonly string[];
  readonly secret: string;
  readonly secretFile: string;
}

/** The demonstration cannot be set up beside what is there already; the message says why. */
export class DemoError extends Error {}

export interface DemoOptions {
  readonly client: AdminClient;
  readonly sealer: Sealer;
  readonly dataDir: string;
  /** Where this computer's own requests come from. */
  readonly ownAddresses: readonly string[];
}

/**
 * Adds a site, a user, a token that asks for no PIN, and an agent host for this computer: what is missing of them, so
 * that it may be run again, also after it was interrupted.
 *
 * @throws DemoError
 */
export async function prepareDemo({ client, sealer, dataDir, ownAddresses }: DemoOptions): Promise<Demo> {
  try {
    const addresses = ownAddresses.map(ownRange);
    await requireFree(client, addresses);
    const siteId = await ensureSite(client);
    const userId = await ensureUser(client, siteId);
    const secretFile = path.join(dataDir, 'demo-secret');
    const secret = await ensureSecret(secretFile);
    await ensureAgentHost(client, siteId, secret, addresses);
    const token = await ensureToken(client, new DemoMemory(dataDir, sealer), siteId, userId);
    return { ...token, login: DEMO_NAME, agentHost: DEMO_NAME, addresses, secret, secretFile };
  } catch (error) {
    if (error instanceof AdminRefusal) throw new DemoError(`The demonstration cannot be set up here. ${error.message}`);
    throw error;
  }
}

/** Before anything is made: what another agent host has cannot be had. @throws DemoError */
async function requireFree(client: AdminClient, addresses: readonly string[]): Promise<void> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { items, nextCursor } = await client.call(api.listAgentHosts, { query: { limit: HOSTS_AT_ONCE, ...cursor === undefined ? {} : { cursor } } });
    for (const host of items) {
      const taken = host.addresses.find(({ address }) => addresses.includes(address));
      if (taken === undefined || host.name === DEMO_NAME) continue;
      throw new DemoError(`The demonstration needs ${taken.address}, which is the address of the agent host ${host.name}: nothing was added. Sign in through that agent host, take the address off it, or use another data folder (--data).`);
    }
    cursor = nextCursor;
  }
}

async function ensureSite(client: AdminClient): Promise<string> {
  const { items } = await client.call(api.listSites, { query: { name: DEMO_NAME } });
  const known = items.find(({ parentId }) => parentId === null);
  return known?.id ?? (await client.call(api.createSite, { body: { name: DEMO_NAME } })).id;
}

async function ensureUser(client: AdminClient, siteId: string): Promise<string> {
  const { items } = await client.call(api.listUsers, { query: { site: siteId, login: DEMO_NAME } });
  const known = items.find((user) => user.siteId === siteId);
  return known?.id ?? (await client.call(api.createUser, { body: { siteId, login: DEMO_NAME, displayName: 'Demonstration' } })).id;
}

/** In a file that only its owner reads, for `--secret-file`. */
async function ensureSecret(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').then((text) => text.trim(), () => '');
  if (known !== '') return known;
  // Hexadecimal: a secret that begins with a hyphen is an option to programs such as radclient.
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  await writePrivateOnce(file, `${secret}\n`);
  return secret;
}

async function ensureAgentHost(client: AdminClient, siteId: string, secret: string, addresses: readonly string[]): Promise<void> {
  const { items } = await client.call(api.listAgentHosts, { query: { site: siteId, name: DEMO_NAME } });
  const known = items.find((host) => host.siteId === siteId);
  const wanted = addresses.map((address) => ({ address }));
  if (!known) {
    await client.call(api.createAgentHost, { body: { siteId, name: DEMO_NAME, addresses: wanted, secret, openToSite: true } });
    return;
  }
  // The secret that is shown is the one that counts, whatever was done to the host meanwhile.
  const missing = wanted.filter(({ address }) => !known.addresses.some((present) => present.address === address));
  const all = [...known.addresses, ...missing];
  await client.call(api.updateAgentHost, { parameters: { id: known.id }, body: { secret, ...missing.length === 0 ? {} : { addresses: all } } });
}

async function ensureToken(client: AdminClient, memory: DemoMemory, siteId: string, userId: string): Promise<DemoToken> {
  const { items } = await client.call(api.listTokens, { query: { userId } });
  const remembered = await memory.recall();
  if (remembered && items.some(({ serial }) => serial === remembered.serial)) return remembered;
  // A start that was killed between making a token and remembering it: nobody has seen that seed.
  for (const { id, manufacturer } of items.filter(({ kind, usePin }) => kind === 'mobile' && !usePin)) {
    if (manufacturer !== null) continue;
    await client.call(api.unassignToken, { parameters: { id } });
    await client.call(api.deleteToken, { parameters: { id } });
  }
  const { token, otpauth } = await client.call(api.makeToken, { body: { siteId, type: 'totp', issuer: ISSUER, usePin: false, assignTo: userId } });
  const made = { serial: token.serial, otpauth };
  await memory.keep(made);
  return made;
}
