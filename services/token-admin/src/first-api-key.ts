import { access } from 'node:fs/promises';
import { writePrivateOnce } from '@countersign/crypto';

/** Writes the first API key of an installation to a file that only its owner reads, unless there is one. */
export async function ensureFirstApiKey(file: string, create: () => Promise<string>): Promise<void> {
  if (await access(file).then(() => true, () => false)) return;
  try {
    await writePrivateOnce(file, `${await create()}\n`);
  } catch (error) {
    // Another starter was faster; its key is as good.
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
