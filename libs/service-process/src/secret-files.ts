import { DerivedPurposeKeys, KeyError, type Purpose, type PurposeKeys, isMacPurpose, loadDerivedKeys, readPrivateFile } from '@countersign/crypto';
import { SettingsError } from './read-settings.ts';

/** The keys of this service. @throws SettingsError when the file cannot be used or lacks one of the purposes */
export async function readKeysFile(file: string, purposes: readonly Purpose[]): Promise<PurposeKeys> {
  return asSetting('COUNTERSIGN_KEYS_FILE', async () => {
    const keys = new DerivedPurposeKeys(await loadDerivedKeys(file));
    // Now, not when the first sign-in comes.
    for (const purpose of purposes) void (isMacPurpose(purpose) ? keys.mac(purpose) : keys.sealer(purpose));
    return keys;
  });
}

/** The nkey seed of this service. @throws SettingsError when the file cannot be used */
export async function readNatsKeyFile(file: string): Promise<Uint8Array> {
  return asSetting('COUNTERSIGN_NATS_KEY_FILE', async () => {
    const seed = (await readPrivateFile(file)).trim();
    if (!await isUserSeed(seed)) throw new KeyError('malformed', `${file} is not the nkey seed of a user (SU…)`);
    return Buffer.from(seed, 'ascii');
  });
}

async function isUserSeed(seed: string): Promise<boolean> {
  const { fromSeed } = await import('@nats-io/nkeys'); // a process without NATS does not load it
  try {
    return fromSeed(Buffer.from(seed, 'ascii')).getPublicKey().startsWith('U');
  } catch {
    return false;
  }
}

/** What a file is refused for belongs to the setting that names it. */
async function asSetting<Result>(variable: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof KeyError ? new SettingsError(`${variable}: ${error.message}`) : error;
  }
}
