/**
 * `npm test`: installs what is missing, type-checks and builds, lints, checks the import rules and that the listed
 * guards exist, then runs every test.
 * Arguments go to Jest: `npm test -- libs/otp`.
 */
import { buildConsole } from './build-console.mjs';
import { installMissing, pinnedNode, run, tool } from './install.mjs';

/** A suite loads a few hundred modules and is done with them: with more room they die before they are moved about. */
const roomForTheYoung = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

/** @type {readonly [title: string, command: string, args: string[]][]} */
const steps = [
  // One checker for each project: several check what the projects share several times over.
  ['Type-check and build', tool('tsc'), ['-b', '--checkers', '1']],
  ['Lint', tool('oxlint'), ['--type-aware', '--deny-warnings']],
  ['Import rules', tool('depcruise'), ['--config', '.dependency-cruiser.mjs', 'libs', 'services', 'apps', 'deploy', 'test']],
  ['The guards of the sign-in rules exist', pinnedNode, ['--test', '--test-reporter=dot', 'scripts/guards/guards.test.mjs']],
  ['Tests', pinnedNode, [...roomForTheYoung, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', ...process.argv.slice(2)]],
];

installMissing();
buildConsole();
for (const [title, command, args] of steps) {
  console.error(`\n== ${title}`);
  run(command, args);
}
