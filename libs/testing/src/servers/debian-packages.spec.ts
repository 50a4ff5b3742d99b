import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { installDebianPackage } from '@countersign/local-servers';
import { temporaryFolder } from '../temporary-folder.ts';

const isRoot = process.geteuid?.() === 0;
const asRoot = isRoot ? describe : describe.skip;
const asSomebodyElse = isRoot ? test.skip : test;

asSomebodyElse('nobody but root installs', async () => {
  expect(await installDebianPackage('some-server', { log: () => {} })).toEqual({ reason: expect.stringContaining('not root') });
});

asRoot('installing a Debian package', () => {
  const path = process.env['PATH'];
  let folder = '';
  let policyFile = '';

  beforeEach(async () => {
    folder = temporaryFolder();
    policyFile = join(folder, 'policy-rc.d');
    process.env['PATH'] = `${folder}:${path}`;
    for (const name of ['apt-get', 'systemctl', 'update-rc.d']) await stand(name, 'exit 0');
  });
  afterEach(() => { process.env['PATH'] = path; });

  /** A stand-in on PATH that records how it was called, and what the policy was just then. */
  async function stand(name: string, ending: string): Promise<void> {
    const script = `#!/bin/sh\necho "${name} $* $DEBIAN_FRONTEND $RUNLEVEL policy=$("${policyFile}" >/dev/null 2>&1; echo $?)" >> "${folder}/calls"\n${ending}\n`;
    await writeFile(join(folder, name), script);
    await chmod(join(folder, name), 0o755);
  }

  const calls = async (): Promise<string[]> => (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');

  test('asks nothing, starts no service, leaves none enabled, and takes its policy away again', async () => {
    const lines: string[] = [];
    expect(await installDebianPackage('some-server', { log: (line) => { lines.push(line); }, policyFile })).toBe('installed');
    expect(await calls()).toEqual([
      'apt-get update --quiet noninteractive 1 policy=101',
      'apt-get install --quiet --yes --no-install-recommends -o DPkg::Lock::Timeout=300 some-server noninteractive 1 policy=101',
      'systemctl disable --quiet some-server noninteractive 1 policy=101',
      'update-rc.d some-server disable noninteractive 1 policy=101',
    ]);
    expect(existsSync(policyFile)).toBe(false);
    expect(lines).toEqual([expect.stringContaining('some-server')]);
  });

  test('leaves the host’s own policy alone', async () => {
    await writeFile(policyFile, '#!/bin/sh\nexit 7\n', { mode: 0o755 });
    expect(await installDebianPackage('some-server', { log: () => {}, policyFile })).toBe('installed');
    expect((await calls())[1]).toContain('policy=7');
    expect((await stat(policyFile)).isFile()).toBe(true);
  });

  test('one after another: nobody takes away the policy of somebody else\'s installation', async () => {
    await stand('apt-get', 'sleep 0.1');
    const install = (name: string) => installDebianPackage(name, { log: () => {}, policyFile });
    expect(await Promise.all(['one', 'two', 'three'].map(install))).toEqual(['installed', 'installed', 'installed']);
    const all = await calls();
    expect(all).toHaveLength(12);
    expect(all.filter((call) => !call.endsWith('policy=101'))).toEqual([]);
    expect(existsSync(policyFile)).toBe(false);
  });

  test('a policy that a killed process left is taken away', async () => {
    const gone = spawnSync('true').pid;
    await writeFile(policyFile, `#!/bin/sh\n# Written by Countersign for one installation: of an earlier run.\n# Process ${gone}\nexit 101\n`, { mode: 0o755 });
    expect(await installDebianPackage('some-server', { log: () => {}, policyFile })).toBe('installed');
    expect(existsSync(policyFile)).toBe(false);
  });

  test('says why it failed, and still takes its policy away', async () => {
    await stand('apt-get', 'echo "E: Unable to locate package some-server" >&2; exit 100');
    expect(await installDebianPackage('some-server', { log: () => {}, policyFile })).toEqual({ reason: expect.stringContaining('Unable to locate package some-server') });
    expect(existsSync(policyFile)).toBe(false);
  });
});
