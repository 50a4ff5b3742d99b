/**
 * Installs what is missing, so that each command works on a fresh clone. Plain JavaScript for the host's Node.js:
 * it runs before the pinned one exists.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

export const root = path.resolve(import.meta.dirname, '..');
const stamp = path.join(root, 'node_modules', '.countersign-lock');
export const pinnedNode = path.join(root, 'node_modules', 'node', 'bin', 'node');

function lockDigest() {
  return createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
}

/** Whether somebody's own `npm ci` has installed what the lock file names: npm keeps a record of that, without what is for other platforms. */
function hasNpmInstalled() {
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const [wanted, installed] = [path.join(root, 'package-lock.json'), record].map((file) => JSON.parse(readFileSync(file, 'utf8')).packages);
  return Object.entries(wanted).every(([place, entry]) => place === '' || isDeepStrictEqual(installed[place], entry) || (!(place in installed) && entry.optional === true));
}

/** Runs `npm ci` unless node_modules already matches the lock file. Exits with a message when it fails. */
export function installMissing() {
  const digest = lockDigest();
  const current = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (existsSync(pinnedNode) && (current === digest || (current === '' && hasNpmInstalled()))) return;
  console.error('Installing dependencies (npm ci) …');
  // npm itself may run on an older Node.js than the one that it installs, and would warn of that for each package.
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (!existsSync(pinnedNode)) {
    fail(
      'The pinned Node.js is missing after npm ci: install scripts are switched off.\n' +
      'Allow them for this folder (npm config: ignore-scripts=false) and run the command again.',
    );
  }
  writeFileSync(stamp, digest);
}

/** Runs a command with the pinned tools first on PATH; ends this process with its exit code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: environment(), ...options });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** The environment in which the pinned Node.js and the installed tools come first. */
export function environment() {
  const bin = path.join(root, 'node_modules', '.bin');
  return { ...process.env, PATH: `${path.dirname(pinnedNode)}${path.delimiter}${bin}${path.delimiter}${process.env.PATH ?? ''}` };
}

/** The path of an installed tool's entry. */
export const tool = (name) => path.join(root, 'node_modules', '.bin', name);

function fail(message) {
  console.error(message);
  process.exit(1);
}
