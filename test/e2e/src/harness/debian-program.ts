import { access } from 'node:fs/promises';
import { findProgram, installDebianPackage } from '@countersign/local-servers';

/**
 * The path of a client program; its Debian package is installed when we are root.
 *
 * @throws with what to install, where it cannot be had
 */
export async function debianProgram(program: string, packageName: string): Promise<string> {
  const found = await findProgram(program);
  if (found !== undefined) return found;
  await install(packageName);
  const installed = await findProgram(program);
  if (installed === undefined) throw new Error(`The package ${packageName} has no program ${program}.`);
  return installed;
}

/** The same for a file of a package that is no program. */
export async function debianFile(file: string, packageName: string): Promise<string> {
  const isThere = async (): Promise<boolean> => access(file).then(() => true, () => false);
  if (!await isThere()) await install(packageName);
  if (!await isThere()) throw new Error(`The package ${packageName} has no file ${file}.`);
  return file;
}

async function install(packageName: string): Promise<void> {
  const outcome = await installDebianPackage(packageName, { log: (line) => process.stderr.write(`${line}\n`) });
  if (outcome !== 'installed') throw new Error(`This test needs the Debian package ${packageName}: apt-get install ${packageName}. ${outcome.reason}`);
}
