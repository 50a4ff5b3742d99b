import { execFile } from 'node:child_process';
import { debianProgram } from '../harness/debian-program.ts';

export type RadclientCommand = 'auth' | 'acct' | 'status';

export interface RadclientRequest {
  readonly port: number;
  readonly command: RadclientCommand;
  readonly secret: string;
  /** Lines as radclient reads them: `User-Name = "alice"`. */
  readonly attributes: readonly string[];
  readonly timeoutSeconds?: number;
  /** Sends the same packet again after each time-out. */
  readonly retries?: number;
}

/** What radclient printed about the reply; null when none came that it believed. */
export interface RadclientReply {
  readonly packet: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** FreeRADIUS's own client: what network engineers test a RADIUS server with. */
export async function radclient({ port, command, secret, attributes, timeoutSeconds = 4, retries = 1 }: RadclientRequest): Promise<RadclientReply | null> {
  const program = await debianProgram('radclient', 'freeradius-utils');
  const output = await run(program, ['-x', '-r', String(retries), '-t', String(timeoutSeconds), `127.0.0.1:${port}`, command, secret], attributes.join('\n'));
  // Its answer is said last; a complaint (a reply that does not verify) is no answer.
  const [, packet, rest = ''] = /^Received (\S+) Id .*?\n((?:\t.*\n)*)/m.exec(output) ?? [];
  if (packet === undefined) return null;
  const lines = rest.split('\n').map((line) => /^\t(\S+) = (.*)$/.exec(line)).filter((match) => match !== null);
  return { packet, attributes: Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value.replaceAll(/^"|"$/g, '')])) };
}

async function run(program: string, args: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { encoding: 'utf8' }, (error, stdout, stderr) => {
      // It exits with 1 for a reject or silence, which is for the test to judge.
      if (error && error.code !== 1) reject(new Error(`radclient failed: ${stderr}${stdout}`));
      else resolve(`${stdout}\n`);
    });
    child.stdin?.end(`${input}\n`);
  });
}
