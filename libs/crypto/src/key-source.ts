/** Where keys come from: a file that only its owner can read, or an environment variable. */
import { randomUUID } from 'node:crypto';
import { link, open, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { type DerivedKeys, derivedKeysSchema } from './derived-keys.ts';
import { KeyError } from './key-error.ts';
import { type Keyring, parseKeyring } from './keyring.ts';

const OTHERS = 0o077;

/** @throws KeyError when the file is unreadable, readable by others, or no keyring */
export async function loadKeyring(file: string): Promise<Keyring> {
  return parseKeyring(await readPrivateFile(file), file);
}

/** A keyring from an environment variable's value, for platforms that hand out secrets this way. */
export function keyringFromEnvironment(name: string, environment: NodeJS.ProcessEnv): Keyring {
  const value = environment[name];
  if (value === undefined || value === '') throw new KeyError('unreadable', `the environment variable ${name} is not set`);
  return parseKeyring(value, name);
}

/** Loads the keyring, or makes one where there is none. Two starters at once agree on one. */
export async function loadOrCreateKeyring(file: string, create: () => Keyring): Promise<Keyring> {
  try {
    await writePrivateOnce(file, `${JSON.stringify(create())}\n`);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  return loadKeyring(file);
}

export async function loadDerivedKeys(file: string): Promise<DerivedKeys> {
  const text = await readPrivateFile(file);
  try {
    return derivedKeysSchema.parse(JSON.parse(text));
  } catch {
    throw new KeyError('malformed', `${file} is not a derived-keys file`);
  }
}

/** Writes a file with mode 0600 that did not exist before; readers see all of it or nothing. Fails with EEXIST. */
export async function writePrivateOnce(file: string, content: string): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
    await handle.close();
    // A hard link fails where a rename would overwrite.
    await link(temporary, file);
  } finally {
    await handle.close().catch(() => undefined);
    await unlink(temporary);
  }
}

/** The text of a file that nobody but its owner may read. @throws KeyError `unreadable` or `permissions-too-wide` */
export async function readPrivateFile(file: string): Promise<string> {
  try {
    const { mode } = await stat(file);
    if ((mode & OTHERS) !== 0) {
      throw new KeyError('permissions-too-wide', `${file} can be read by others: chmod 600 ${file}`);
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof KeyError) throw error;
    throw new KeyError('unreadable', `${file} cannot be read`);
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
