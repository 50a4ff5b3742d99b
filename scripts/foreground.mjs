import { spawn } from 'node:child_process';
import { environment, pinnedNode, root } from './install.mjs';

/** Runs a built entry on the pinned Node.js with this terminal, and ends as it ends. */
export function runForeground(entry, args) {
  const child = spawn(pinnedNode, ['--enable-source-maps', entry, ...args], { cwd: root, stdio: 'inherit', env: environment() });
  // The terminal sends Ctrl-C to both; this one waits for the server to finish.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code ?? 0));
}
