import { open, rm } from 'node:fs/promises';
import { usageError } from '../errors/command-error.ts';
import { reasonOf } from '../input/files.ts';

/** A file for a secret that is shown once. */
export interface PrivateFile {
  write(content: string | Uint8Array): Promise<void>;
}

/**
 * Makes a new file that only its owner may read (mode 0600), then does the work: a secret that could not be written
 * down would be lost. When the work fails, the file goes.
 * @throws CommandError 'file-not-written', above all when the file exists; whatever the work throws
 */
export async function withPrivateFile<Result>(file: string | undefined, work: (file: PrivateFile | undefined) => Promise<Result>): Promise<Result> {
  if (file === undefined) return work(undefined);
  const handle = await open(file, 'wx', 0o600).catch((error: unknown) => {
    throw usageError('file-not-written', [`Cannot make the file ${file} (${reasonOf(error)})`, `无法创建文件 ${file}（${reasonOf(error)}）`]);
  });
  try {
    return await work({ write: async (content) => handle.writeFile(content) });
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
