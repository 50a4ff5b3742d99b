/** `npm run hostile`: a million hostile packets against a server of its own; `-- 5000000 42` for another number and seed. */
import { environment, installMissing, pinnedNode, run, tool } from './install.mjs';

const [packets = '1000000', seed = '1'] = process.argv.slice(2);

installMissing();
run(tool('tsc'), ['-b', 'deploy/standalone', 'test/e2e']);
run(pinnedNode, ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', 'test/e2e/src/hostile'], {
  env: { ...environment(), COUNTERSIGN_TEST_HOSTILE_PACKETS: packets, COUNTERSIGN_TEST_HOSTILE_SEED: seed },
});
