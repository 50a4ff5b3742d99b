/** Builds the administrators' console (apps/console/dist) when its sources have changed since the last build. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pinnedNode, root, run } from './install.mjs';

const consoleFolder = path.join(root, 'apps', 'console');
const stamp = path.join(consoleFolder, 'dist', '.sources');
/** What the build reads; the lock file stands for what is installed. */
const sources = ['apps/console', 'libs/contracts/src', 'package-lock.json', 'tsconfig.base.json'];
const passedOver = new Set(['dist', 'node_modules']);

export function buildConsole() {
  const digest = digestOf(sources.flatMap((source) => filesBelow(path.join(root, source))));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  console.error('Building the console …');
  run(pinnedNode, [path.join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], { cwd: consoleFolder });
  writeFileSync(stamp, digest);
}

function filesBelow(file) {
  if (!statSync(file).isDirectory()) return [file];
  return readdirSync(file).filter((name) => !passedOver.has(name) && !name.endsWith('.spec.ts')).sort()
    .flatMap((name) => filesBelow(path.join(file, name)));
}

function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${path.relative(root, file)}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

if (process.argv[1] === import.meta.filename) buildConsole();
