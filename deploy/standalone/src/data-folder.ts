import { access, constants, mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { writePrivateOnce } from '@countersign/crypto';
import { type FolderLock, LocalServerError, lockFolder } from '@countersign/local-servers';
import { z } from 'zod';

/** What a data folder looks like inside; raised when an older version could no longer work with it. */
export const DATA_FORMAT = 1;

/** A server that was just told to stop needs a moment; each try has patience of its own (about a second). */
const LOCK_TRIES = 3;

const formatSchema = z.looseObject({ format: z.int().positive() });

/** The data folder cannot be used as it is; the message says what to do. */
export class DataFolderError extends Error {}

/** A data folder that belongs to this process until it is released, or the process ends in whatever way. */
export interface DataFolder {
  readonly path: string;
  readonly keyFile: string;
  readonly apiKeyFile: string;
  /** The password of the first administrator, until it was changed. */
  readonly firstAdministratorFile: string;
  /** To be called once everything in it is made: from then on its format and its key must be there. */
  complete(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Makes the folder (mode 0700) or takes an existing one, for one server at a time.
 *
 * @throws LocalServerError 'folder-in-use'; the system's error when the folder cannot be made or written
 * @throws DataFolderError when another version wrote it, or its key is gone
 */
export async function claimDataFolder(folder: string): Promise<DataFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  // Who can change the folder can put a password of theirs into it.
  if (((await stat(folder)).mode & constants.S_IWOTH) !== 0) throw new DataFolderError(`${folder} can be changed by everybody: chmod 700 ${folder}`);
  const lock = await lockPatiently(folder);
  const formatFile = path.join(folder, 'format');
  const keyFile = path.join(folder, 'key-encryption-key');
  try {
    const known = await readFormat(formatFile);
    // A new key would open nothing that the old one sealed: every token would be lost without a word.
    if (known && !await exists(keyFile)) {
      throw new DataFolderError(`${keyFile} is missing: the tokens in this folder cannot be used without it. Bring it back from a backup, or choose another data folder (--data).`);
    }
    return {
      path: folder, keyFile, apiKeyFile: path.join(folder, 'admin-api-key'), firstAdministratorFile: path.join(folder, 'first-administrator-password'),
      complete: async () => {
        if (!known) await writePrivateOnce(formatFile, `${JSON.stringify({ format: DATA_FORMAT })}\n`);
      },
      release: () => lock.release(),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function lockPatiently(folder: string): Promise<FolderLock> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await lockFolder(folder);
    } catch (error) {
      if (!(error instanceof LocalServerError && error.code === 'folder-in-use') || tries === LOCK_TRIES) throw error;
    }
  }
}

/** Whether the folder is ours already. @throws DataFolderError when it is of a format that this version does not know */
async function readFormat(file: string): Promise<boolean> {
  if (!await exists(file)) return false;
  const parsed = formatSchema.safeParse(await readFile(file, 'utf8').then(JSON.parse).catch(() => null));
  if (!parsed.success) throw new DataFolderError(`${file} cannot be read. Bring it back from a backup, or choose another data folder (--data).`);
  const { format } = parsed.data;
  if (format === DATA_FORMAT) return true;
  const age = format > DATA_FORMAT ? 'a newer' : 'an older';
  throw new DataFolderError(`${path.dirname(file)} was written by ${age} version of Countersign (data format ${format}, this one reads ${DATA_FORMAT}). Start that version, or choose another data folder (--data).`);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(() => true, () => false);
}
