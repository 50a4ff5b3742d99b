/** `npm run start:distributed`: installs what is missing, builds, and runs one process per service replica. Flags come after `--`. */
import { buildConsole } from './build-console.mjs';
import { runForeground } from './foreground.mjs';
import { installMissing, root, run, tool } from './install.mjs';

installMissing();
run(tool('tsc'), ['-b', 'deploy/distributed', 'services/radius-gateway', 'services/auth', 'services/token-admin', 'services/audit', 'apps/cli']);
buildConsole();
runForeground(`${root}/deploy/distributed/dist/main.js`, process.argv.slice(2));
