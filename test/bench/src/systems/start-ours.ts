import { randomBytes } from 'node:crypto';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createKeyring, loadOrCreateKeyring } from '@countersign/crypto';
import { loadOrCreateRolePasswords } from '@countersign/persistence';
import { AdminClient } from './admin-client.ts';
import { startDistributedWay } from './distributed.ts';
import { startStandaloneWay } from './standalone.ts';
import type { OurSystem, OurSystemOptions, Way } from './system.ts';

/** What the load generator and the servers sign with. */
export const RADIUS_SECRET = 'countersign-bench-secret';
export const SITE = 'bench';

const PASSWORDS = 'database-passwords';
const KEY = 'key-encryption-key';

/** Starts a way of running, with a site and an agent host that stands for this computer and is open to the site. */
export async function startOurs(way: Way, options: OurSystemOptions): Promise<OurSystem> {
  const { dataDir, adminUrl } = options;
  const running = await (way === 'standalone' ? startStandaloneWay(options) : startDistributedWay(options));
  try {
    const admin = await AdminClient.open(running.httpUrl, running.apiKeyFile);
    const site = await admin.findOrCreateSite(SITE);
    await admin.ensureAgentHost({ siteId: site, name: 'load-generator', address: '127.0.0.1/32', secret: RADIUS_SECRET });
    const { radius, ...rest } = running;
    return { ...rest, name: way, way, dataDir, adminUrl, siteId: site, target: { ...radius, secret: RADIUS_SECRET } };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/**
 * Roles belong to a whole PostgreSQL server, which therefore serves one installation: systems that are measured on the
 * same server are one, with the same key-encryption key and the same passwords of the roles.
 */
export async function shareInstallation(folder: string, dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await loadOrCreateRolePasswords(path.join(folder, PASSWORDS));
  await loadOrCreateKeyring(path.join(folder, KEY), () => createKeyring(randomBytes));
  for (const file of [PASSWORDS, KEY]) await copyFile(path.join(folder, file), path.join(dataDir, file));
}
