import { spawn } from 'node:child_process';
import path from 'node:path';
import { environment, pinnedNode, root } from './install.mjs';

const sourceMaps = path.join(root, 'scripts', 'own-source-maps.mjs');

/** How often a start looks whether npm still lives. */
const PARENT_CHECK_MS = 250;

/**
 * Runs a built entry on the pinned Node.js with this terminal, and ends as it ends.
 *
 * The entry gets a channel to this process: it hears 'disconnect' when this one is killed, and can stop what it started
 * instead of holding ports and data folder as an orphan.
 */
export function runForeground(entry, args) {
  const child = spawn(pinnedNode, ['--import', sourceMaps, entry, ...args], {
    cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // What was compiled once is kept: a fifth of a start's work.
    env: { ...environment(), NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'countersign') },
  });
  // The terminal sends Ctrl-C to both; this one waits for the server to finish.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm passes signals on, but not its own sudden death.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) {
    setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), PARENT_CHECK_MS).unref();
  }
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code ?? 0));
}
