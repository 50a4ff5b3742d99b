import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Debian keeps servers in the sbin folders, which an ordinary user's PATH does not name; a service's PATH may be empty. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * Finds a program by name on the search path, then in the system's own folders.
 *
 * @param path the search path; the environment's PATH by default
 * @returns the absolute path of the first executable file, or undefined
 */
export async function findProgram(name: string, path: string = process.env['PATH'] ?? ''): Promise<string | undefined> {
  // An empty or relative entry means the working folder: nothing is started from there by accident.
  const folders = [...path.split(delimiter).filter((folder) => folder.startsWith('/')), ...SYSTEM_FOLDERS];
  for (const folder of folders) {
    const candidate = join(folder, name);
    if (await isExecutableFile(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutableFile(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
