/**
 * `npm run guards`: removes each guard in turn from a copy of the sources and runs the test that must then fail.
 * Reports the guards whose test stayed green, and exits with 1 when there are any. Arguments: parts of rules or files,
 * to run only those.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { environment, installMissing, pinnedNode, root } from '../install.mjs';
import { guards } from './guards.mjs';

const FOLDERS = ['libs', 'services', 'apps', 'deploy', 'test', 'scripts'];
const FILES = ['package.json', 'jest.config.mjs', 'tsconfig.base.json'];
const SCOPE = '@countersign';

/** The sources, with the installed packages linked – but for our own, which are the copy's. */
function copySources(copy) {
  for (const folder of FOLDERS) {
    const source = path.join(root, folder);
    cpSync(source, path.join(copy, folder), { recursive: true, filter: (file) => !/\/(dist|node_modules|data)$/.test(file) });
  }
  for (const file of FILES) cpSync(path.join(root, file), path.join(copy, file));
  const installed = path.join(root, 'node_modules');
  const linked = path.join(copy, 'node_modules');
  mkdirSync(path.join(linked, SCOPE), { recursive: true });
  for (const name of readdirSync(installed)) if (name !== SCOPE) symlinkSync(path.join(installed, name), path.join(linked, name));
  for (const name of readdirSync(path.join(installed, SCOPE))) {
    const own = path.relative(root, realpathSync(path.join(installed, SCOPE, name)));
    symlinkSync(path.join(copy, own), path.join(linked, SCOPE, name));
  }
}

/** Runs the tests of one spec whose names hold the text. */
function runTests(copy, spec, names) {
  const report = path.join(copy, 'report.json');
  rmSync(report, { force: true });
  const pattern = names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const { stderr } = spawnSync(pinnedNode, [
    '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js',
    '--runTestsByPath', spec, '--testNamePattern', pattern, '--json', '--outputFile', report, '--testTimeout', '15000', '--forceExit',
  ], { cwd: copy, env: environment(), encoding: 'utf8', timeout: 120_000 });
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: result.numPassedTests, failed: result.numFailedTests, broken: result.numRuntimeErrorTestSuites > 0, output: stderr };
  } catch {
    return { passed: 0, failed: 0, broken: true, output: stderr };
  }
}

/** Undefined when the test failed as it should; else what is wrong. */
function tryWithout(copy, { file, code, instead, spec, test }) {
  const target = path.join(copy, file);
  const source = readFileSync(target, 'utf8');
  if (source.split(code).length !== 2) return 'its text is not there exactly once';
  writeFileSync(target, source.replace(code, () => instead));
  try {
    const { passed, failed, broken } = runTests(copy, spec, [test]);
    if (failed > 0) return undefined;
    if (broken) return 'the sources do not load without it: choose another replacement';
    return passed > 0 ? 'its test stayed green' : 'no test has that name';
  } finally {
    writeFileSync(target, source);
  }
}

installMissing();
const wanted = process.argv.slice(2);
const chosen = guards.filter(({ rule, file }) => wanted.length === 0 || wanted.some((part) => rule.includes(part) || file.includes(part)));
const copy = mkdtempSync(path.join(realpathSync(tmpdir()), 'countersign-guards-'));
const faults = [];
let proven = 0;
try {
  copySources(copy);
  for (const [spec, kept] of Map.groupBy(chosen, ({ spec }) => spec)) {
    const { failed, broken, output } = runTests(copy, spec, [...new Set(kept.map(({ test }) => test))]);
    if (failed > 0 || broken) {
      faults.push(`${spec} fails although nothing was removed:\n${output}`);
      continue;
    }
    for (const guard of kept) {
      const fault = tryWithout(copy, guard);
      console.log(`${fault ? 'GREEN' : 'ok   '}  ${guard.rule}`);
      if (fault) faults.push(`${guard.rule}: ${fault} (${guard.file}, ${guard.spec})`);
      else proven += 1;
    }
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`\n${proven} of ${chosen.length} guards are kept by their tests.`);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
