/** `npm run bench`: installs what is missing, builds, and measures. Scenarios and options come after `--`. */
import { runForeground } from '../../scripts/foreground.mjs';
import { installMissing, root, run, tool } from '../../scripts/install.mjs';

installMissing();
run(tool('tsc'), ['-b', 'test/bench', 'services/radius-gateway', 'services/auth', 'services/token-admin', 'services/audit']);
runForeground(`${root}/test/bench/dist/main.js`, process.argv.slice(2));
