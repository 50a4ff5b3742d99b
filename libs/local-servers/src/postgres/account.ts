import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { PostgresBinaries } from './binaries.ts';

/**
 * As whom PostgreSQL's programs run. It refuses to run as root, so root has to become somebody else:
 * - `self`: we are not root; nothing to do;
 * - `namespace`: root, shown to PostgreSQL as another user by a user namespace. For the file system it
 *   stays root, so a folder that only root can enter (a clone under /root, a private temporary folder) works;
 * - `user`: really another user, who must be able to reach the programs and the data.
 */
export type PostgresAccount =
  | { kind: 'self' }
  | { kind: 'namespace'; unshare: string; uid: number; gid: number }
  | { kind: 'user'; name: string; uid: number; gid: number };

export interface AccountCommand { file: string; args: string[]; uid?: number; gid?: number }

/** The command that runs a program as the account. `unshare` replaces itself by it: the process id is the program's own. */
export function commandAs(account: PostgresAccount, program: string, args: readonly string[]): AccountCommand {
  if (account.kind === 'namespace') {
    const mapping = ['--user', `--map-user=${account.uid}`, `--map-group=${account.gid}`];
    return { file: account.unshare, args: [...mapping, '--', program, ...args] };
  }
  const ids = account.kind === 'user' ? { uid: account.uid, gid: account.gid } : {};
  return { file: program, args: [...args], ...ids };
}

/** Whether a program ends well as the account in a folder; its output does not matter. */
export async function succeedsAs(account: PostgresAccount, folder: string, program: string, args: readonly string[]): Promise<boolean> {
  const { file, args: all, ...ids } = commandAs(account, program, args);
  return new Promise((resolve) => {
    execFile(file, all, { cwd: folder, env: { PATH: '/usr/bin:/bin' }, ...ids }, (error) => { resolve(error === null); });
  });
}

/** Whether the account can execute the programs. */
export async function canExecute(account: PostgresAccount, binaries: PostgresBinaries): Promise<boolean> {
  return succeedsAs(account, '/', binaries.postgres, ['--version']);
}

/** Whether the account can reach a folder by its path and make files in it. */
export async function canWrite(account: PostgresAccount, folder: string): Promise<boolean> {
  return succeedsAs(account, '/', '/bin/sh', ['-c', 'test -w "$1" && cd -- "$1"', 'sh', folder]);
}

interface SystemUser { name: string; uid: number; gid: number }

/** The users of /etc/passwd other than root. initdb asks for the name of its user, so only these will do. */
export async function ordinaryUsers(): Promise<SystemUser[]> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return passwd.split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid, gid }) => name !== '' && Number.isInteger(uid) && uid > 0 && Number.isInteger(gid));
}

/** The first of the users that has one of the names, in the names' order. */
export function preferredUser(users: readonly SystemUser[], names: readonly string[]): SystemUser | undefined {
  return names.map((name) => users.find((user) => user.name === name)).find((user) => user !== undefined);
}
