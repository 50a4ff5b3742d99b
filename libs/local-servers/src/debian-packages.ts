import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { findProgram } from './find-program.ts';
import type { LineSink } from './server-process.ts';

/** What Debian's packages ask before they start a service; "101" means no. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';
const POLICY = `#!/bin/sh\n# Written by Countersign for one installation: packages install, their services do not start.\n# Process ${process.pid}\nexit 101\n`;
const POLICY_OF_AN_INSTALLATION = /^# Written by Countersign for one installation.*\n# Process (\d+)$/m;

/** How long other installations may go first: apt-get itself would give up at once. */
const OTHERS_FIRST_MS = 5 * 60_000;
const WAIT_FOR_OTHERS = `DPkg::Lock::Timeout=${OTHERS_FIRST_MS / 1000}`;
/** Enough for a slow mirror besides. */
const APT_TIMEOUT_MS = OTHERS_FIRST_MS + 5 * 60_000;
const LOOK_AGAIN_MS = 100;

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
  const ours = await putPolicy(policyFile);
  try {
    return await action();
  } finally {
    if (ours) await rm(policyFile, { force: true });
  }
}

/**
 * One installation after another: whoever put the policy there takes it away, and services of what is still being installed
 * would start.
 *
 * @returns false: there is one of the host's own (containers bring one), and it stays
 */
async function putPolicy(policyFile: string): Promise<boolean> {
  const written = `${policyFile}.${randomUUID()}`;
  await writeFile(written, POLICY, { mode: 0o755 });
  try {
    const deadline = Date.now() + OTHERS_FIRST_MS;
    while (!await isLinked(written, policyFile)) {
      // It may have been taken away just now.
      const policy = await readFile(policyFile, 'utf8').catch(() => undefined);
      const owner = POLICY_OF_AN_INSTALLATION.exec(policy ?? '')?.[1];
      if ((policy !== undefined && owner === undefined) || Date.now() >= deadline) return false;
      if (owner !== undefined && !isRunning(Number(owner))) await rm(policyFile, { force: true }); // its process was killed
      else await pause(LOOK_AGAIN_MS);
    }
    return true;
  } finally {
    await rm(written, { force: true });
  }
}

/** Linked, a file is there as a whole or not at all. @returns false: there is one */
async function isLinked(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
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
