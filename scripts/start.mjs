/** `npm start`: installs what is missing, builds, and runs every service in one process. Flags come after `--`. */
import { spawn } from 'node:child_process';
import { environment, installMissing, pinnedNode, root, run, tool } from './install.mjs';

installMissing();
run(tool('tsc'), ['-b', 'deploy/standalone', 'apps/cli']);
const child = spawn(pinnedNode, ['--enable-source-maps', `${root}/deploy/standalone/dist/main.js`, ...process.argv.slice(2)], {
  cwd: root, stdio: 'inherit', env: environment(),
});
// The terminal sends Ctrl-C to both; this one waits for the server to finish.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : code ?? 0));
