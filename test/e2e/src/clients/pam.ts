import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '@countersign/testing';
import { debianFile, debianProgram } from '../harness/debian-program.ts';

const CONVERSATION_TIMEOUT_MS = 20_000;
const SERVICES = '/etc/pam.d';
const MODULE = '/lib/x86_64-linux-gnu/security/pam_radius_auth.so';

/** A PAM service that asks our server: how `pamtester` is told to run it, and what to do afterwards. */
export interface PamService {
  readonly name: string;
  /** What comes in front of `pamtester NAME USER authenticate`. */
  readonly command: readonly [string, ...string[]];
  remove(): Promise<void>;
}

/**
 * Makes a PAM service that uses pam_radius_auth. PAM reads services from /etc/pam.d alone, so that folder gets another
 * content in a mount namespace of the test's own, for which nobody has to be root; where namespaces are forbidden, root
 * adds a file to the real folder and removes it afterwards.
 *
 * @throws with what is missing, when neither is possible
 */
export async function pamService({ port, secret }: { port: number; secret: string }): Promise<PamService> {
  const program = await debianProgram('pamtester', 'pamtester');
  const module = await debianFile(MODULE, 'libpam-radius-auth');
  const folder = temporaryFolder();
  const configuration = path.join(folder, 'pam_radius_auth.conf');
  await writeFile(configuration, `127.0.0.1:${port} ${secret} 5\n`, { mode: 0o600 });
  const service = `auth required ${module} conf=${configuration} retry=1 force_prompt prompt=Passcode\naccount required pam_permit.so\n`;

  const services = await mkdtemp(path.join(folder, 'pam.d-'));
  await writeFile(path.join(services, 'countersign'), service);
  const rights = process.geteuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps'];
  const inNamespace = [...rights, '--mount', 'sh', '-c', 'mount --bind "$0" "$1" && shift && exec "$@"', services, SERVICES];
  if (spawnSync('unshare', [...inNamespace, 'true']).status === 0) {
    return { name: 'countersign', command: ['unshare', ...inNamespace, program], remove: async () => rm(services, { recursive: true }) };
  }
  if (process.geteuid?.() !== 0) {
    throw new Error(`This test needs a PAM service of its own in ${SERVICES}: run it as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1).`);
  }
  const name = `countersign-test-${process.pid}`;
  const file = path.join(SERVICES, name);
  await writeFile(file, service);
  return { name, command: [program], remove: async () => rm(file) };
}

export interface PamConversation {
  /** Everything that PAM and pamtester said, the prompts among it. */
  readonly said: string;
  readonly authenticated: boolean;
}

/** Signs in with pamtester; each answer is typed when its prompt has been shown. */
export async function pamAuthenticate(service: PamService, login: string, answers: readonly { readonly prompt: string; readonly typed: string }[]): Promise<PamConversation> {
  const [file, ...args] = [...service.command, service.name, login, 'authenticate'];
  const child = spawn(file, args, { stdio: 'pipe' });
  let said = '';
  const waiting = [...answers];
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    const [next] = waiting;
    if (next && said.endsWith(next.prompt)) {
      waiting.shift();
      child.stdin.write(`${next.typed}\n`);
      if (waiting.length === 0) child.stdin.end(); // whoever asks for more is told that there is none
    }
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.stdin.on('error', () => undefined); // it ended without reading
  const timer = setTimeout(() => child.kill('SIGKILL'), CONVERSATION_TIMEOUT_MS);
  const [status]: unknown[] = await once(child, 'close');
  clearTimeout(timer);
  return { said, authenticated: status === 0 };
}

