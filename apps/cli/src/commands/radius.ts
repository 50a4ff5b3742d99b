import { readFileSync } from 'node:fs';
import { SharedSecret } from '@countersign/radius';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, ExitCode } from '../exit-codes.ts';
import { type LineSource, readLines } from '../line-source.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Server } from '../radius/exchange.ts';
import { signIn, type SignInStep } from '../radius/sign-in.ts';

interface TestOptions {
  readonly host: Server;
  readonly secretFile?: string;
  readonly chap: boolean;
  readonly timeout: number;
  readonly attempts: number;
  readonly json: boolean;
}

/** `radius test`. */
export function addRadiusCommands(program: Command, surroundings: Surroundings): void {
  const radius = program.command('radius').description('RADIUS: try a sign-in');
  radius.command('test <login>')
    .description('sign in as a RADIUS client; reads the secret, the password and the answer to each challenge')
    .option('--host <host:port>', 'RADIUS server', parseServer, { address: '127.0.0.1', port: 1812 })
    .addOption(new Option('--secret-stdin', 'the first line of standard input is the secret (default)').conflicts('secretFile'))
    .option('--secret-file <file>', 'file that holds the secret; one line feed at its end is not part of it')
    .option('--password-stdin', 'read the password from standard input (default)')
    .option('--chap', 'send the password with CHAP', false)
    .option('--timeout <ms>', 'wait for each copy of a packet', parseCount(60_000), 3000)
    .option('--attempts <n>', 'copies of a packet in all', parseCount(10), 3)
    .option('--json', 'print one JSON object', false)
    .action((login: string, options: TestOptions) => test(login, options, surroundings));
}

async function test(login: string, options: TestOptions, { stdin, stdout, stderr, exit }: Surroundings): Promise<void> {
  const lines = readLines(stdin, stderr);
  try {
    const secret = await readSecret(options.secretFile, lines);
    const show = (step: SignInStep) => { if (!options.json) stdout.write(describe(step)); };
    const result = await signIn(
      { login, secret, server: options.host, chap: options.chap, patience: { timeoutMs: options.timeout, attempts: options.attempts } }, lines, show,
    );
    if (options.json) stdout.write(`${JSON.stringify(result)}\n`);
    exit(result.accepted ? ExitCode.ok : ExitCode.refused);
  } finally {
    lines.close();
  }
}

async function readSecret(file: string | undefined, lines: LineSource): Promise<SharedSecret> {
  const text = file === undefined ? await lines.next('Shared secret:') : readSecretFile(file);
  const secret = SharedSecret.from(Buffer.from(text, 'utf8'));
  if (!secret.ok) throw new CommandError(ExitCode.usage, secret.reason, 'The shared secret must have 1 to 256 bytes');
  return secret.value;
}

function readSecretFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw new CommandError(ExitCode.usage, 'file-unreadable', `Cannot read ${file}`);
  }
}

function describe(step: SignInStep): string {
  return `${step.reply}\n${step.attributes.map(({ name, text }) => `  ${name} = ${text}\n`).join('')}`;
}

/** `host`, `host:port` or `[ipv6]:port`. */
function parseServer(text: string): Server {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const address = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? 1812);
  if (address === undefined || port < 1 || port > 65_535) throw new InvalidArgumentError('must be HOST:PORT or [IPV6]:PORT');
  return { address, port };
}

function parseCount(maximum: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > maximum) throw new InvalidArgumentError(`must be a number from 1 to ${maximum}`);
    return value;
  };
}
