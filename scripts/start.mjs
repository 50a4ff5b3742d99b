/** `npm start`: installs what is missing, builds, and runs every service in one process. Flags come after `--`. */
import { buildConsole } from './build-console.mjs';
import { runForeground } from './foreground.mjs';
import { installMissing, root, run, tool } from './install.mjs';

installMissing();
run(tool('tsc'), ['-b', 'deploy/standalone', 'apps/cli']);
buildConsole();
runForeground(`${root}/deploy/standalone/dist/main.js`, process.argv.slice(2));
