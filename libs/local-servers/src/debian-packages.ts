import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { findProgram } from './find-program.ts';
import type { LineSink } from './server-process.ts';

/** What Debian's packages ask before they start a service; "101" means no. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';
const POLICY = '#!/bin/sh\n# Written by Countersign for one installation: packages install, their services do not start.\nexit 101\n';

/** Enough for a slow mirror, and for another installation that goes first. */
const APT_TIMEOUT_MS = 5 * 60_000;
/** Several tests may want their packages at the same moment: apt-get itself would give up at once. */
const WAIT_FOR_OTHERS = `DPkg::Lock::Timeout=${APT_TIMEOUT_MS / 1000}`;

export interface InstallOptions { log: LineSink; policyFile?: string }

/**
 * Installs a Debian package for its program alone: its service is neither started nor left enabled.
 *
 * @returns why not, when we are not root, there is no apt-get, or it fails
 */
export async function installDebianPackage(name: string, { log, policyFile = POLICY_FILE }: InstallOptions): Promise<'installed' | { reason: string }> {
  if (process.geteuid?.() !== 0) return { reason: '(This process is not root.)' };
  const aptGet = await findProgram('apt-get');
  if (aptGet === undefined) return { reason: '(There is no apt-get here.)' };
  log(`Installing the Debian package ${name} (its service is not started).`);
  try {
    return await withoutServiceStarts(policyFile, async () => {
      await run(aptGet, ['update', '--quiet']).catch(() => ''); // an old index may do, and apt-get install complains best
      await run(aptGet, ['install', '--quiet', '--yes', '--no-install-recommends', '-o', WAIT_FOR_OTHERS, name]);
      await disableService(name);
      return 'installed' as const;
    });
  } catch (error) {
    return { reason: `(It was tried: ${error instanceof Error ? error.message : String(error)})` };
  }
}

async function withoutServiceStarts<Result>(policyFile: string, action: () => Promise<Result>): Promise<Result> {
  // An existing policy is the host's own (containers bring one): it stays.
  const ours = await writeFile(policyFile, POLICY, { mode: 0o755, flag: 'wx' }).then(() => true, () => false);
  try {
    return await action();
  } finally {
    if (ours) await rm(policyFile, { force: true });
  }
}

/** Installing enables a service for the next boot, whatever the policy says. */
async function disableService(name: string): Promise<void> {
  const systemctl = await findProgram('systemctl');
  if (systemctl !== undefined) await run(systemctl, ['disable', '--quiet', name]).catch(() => ''); // a package without a unit
  const updateRc = await findProgram('update-rc.d');
  if (updateRc !== undefined) await run(updateRc, [name, 'disable']).catch(() => '');
}

async function run(program: string, args: readonly string[]): Promise<string> {
  // RUNLEVEL=1: what still asks for System V run levels hears "single user" and starts nothing either.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, timeout: APT_TIMEOUT_MS, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program} ${args.join(' ')} failed: ${stderr.trim().split('\n').at(-1) ?? error.message}`));
    });
  });
}
