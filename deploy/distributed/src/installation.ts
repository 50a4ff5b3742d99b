import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createKeyring, exportPurposes, installationOf, loadOrCreateKeyring, servicePurposes, writePrivateOnce } from '@countersign/crypto';
import { loadOrCreateRolePasswords } from '@countersign/persistence';
import { type BusUser, busPermissions, installerPermissions } from '@countersign/nats-permissions';
import { createUser, fromSeed } from '@nats-io/nkeys';
import { type Replica, serviceNames } from './services.ts';

/** The files of an installation. All are made at the first start, mode 0600 in a folder of mode 0700. */
export interface Installation {
  readonly folder: string;
  readonly rolePasswords: Readonly<Record<string, string>>;
  /** Derived keys: only the purposes of the service. */
  keysFile(service: Replica['service']): string;
  natsKeyFile(replica: Replica): string;
  /** Named after its keyring. */
  readonly name: string;
  readonly installerKey: Uint8Array;
  /** Every key that NATS lets in, with what it may do. */
  readonly busUsers: readonly BusUser[];
  readonly redisPassword: string;
  readonly apiKeyFile: string;
  readonly firstAdministratorFile: string;
  readonly checkpointFile: string;
}

const PASSWORD_BYTES = 24;

export async function openInstallation(folder: string, replicas: readonly Replica[]): Promise<Installation> {
  const file = (...names: string[]): string => path.join(folder, ...names);
  for (const each of [folder, file('keys'), file('nats-keys')]) await mkdir(each, { recursive: true, mode: 0o700 });
  const keyring = await loadOrCreateKeyring(file('key-encryption-key'), () => createKeyring(randomBytes));
  const keysFile = (service: Replica['service']): string => file('keys', `${service}.json`);
  for (const service of serviceNames) {
    // Written again at each start: the keyring may have been rotated.
    await writeFile(keysFile(service), `${JSON.stringify(exportPurposes(keyring, servicePurposes[service]))}\n`, { mode: 0o600 });
  }
  const natsKeyFile = ({ service, name }: Replica): string => file('nats-keys', `${service}-${name}`);
  const installerKey = await natsKey(file('nats-keys', 'installer'));
  const busUsers: BusUser[] = [{ publicKey: publicKeyOf(installerKey), permissions: installerPermissions }];
  for (const replica of replicas) {
    const key = await natsKey(natsKeyFile(replica));
    busUsers.push({ publicKey: publicKeyOf(key), permissions: busPermissions(replica.service, replica.name) });
  }
  return {
    folder, name: installationOf(keyring), keysFile, natsKeyFile, installerKey, busUsers,
    rolePasswords: await loadOrCreateRolePasswords(file('database-passwords')),
    redisPassword: await madeOnce(file('redis-password'), () => randomBytes(PASSWORD_BYTES).toString('base64url')),
    apiKeyFile: file('admin-api-key'), firstAdministratorFile: file('first-administrator-password'), checkpointFile: file('audit-checkpoints'),
  };
}

async function natsKey(file: string): Promise<Uint8Array> {
  return Buffer.from(await madeOnce(file, () => Buffer.from(createUser().getSeed()).toString('ascii')), 'ascii');
}

const publicKeyOf = (seed: Uint8Array): string => fromSeed(seed).getPublicKey();

async function madeOnce(file: string, make: () => string): Promise<string> {
  try {
    await writePrivateOnce(file, `${make()}\n`);
  } catch (error) {
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}
