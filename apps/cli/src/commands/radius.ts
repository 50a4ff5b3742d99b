import { isIPv6 } from 'node:net';
import { SharedSecret } from '@countersign/radius';
import type { Drop } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import { readSecretFile } from '../input/files.ts';
import type { LineSource } from '../input/line-source.ts';
import { parseCount } from '../input/values.ts';
import { shortTime } from '../output/instant.ts';
import { labels } from '../output/labels.ts';
import { record } from '../output/table.ts';
import type { Server } from '../radius/exchange.ts';
import { signIn, type SignInStep } from '../radius/sign-in.ts';
import { define, family } from './define.ts';

interface TestOptions {
  readonly host: Server;
  readonly secretFile?: string;
  readonly chap: boolean;
  readonly timeout: number;
  readonly attempts: number;
}

const DEFAULT_PORT = 1812;

/** `radius test|drops`. */
export function addRadiusCommands(program: Command, context: Context): void {
  const { output } = context;
  const radius = family(program, 'radius', 'RADIUS: try a sign-in, and see what got no answer');

  define(
    radius, 'test <login>', 'sign in as a RADIUS client: asks for the secret, the password and the answer to each challenge, and prints the decoded replies',
    'radius test alice', 'radius test alice --host vpn-gw.example:1812 --secret-file secret.txt', 'radius test alice --secret-stdin < secret-and-answers.txt',
  )
    .addOption(new Option('--host <host:port>', 'RADIUS server; an IPv6 address goes in brackets').argParser(parseServer).default({ address: '127.0.0.1', port: DEFAULT_PORT }, '127.0.0.1:1812'))
    .addOption(new Option('--secret-stdin', 'the secret is the first line of standard input; the further lines are the answers, and where they end the terminal is asked').conflicts('secretFile'))
    .option('--secret-file <file>', 'the secret is the line in this file')
    .option('--chap', 'prove the password with CHAP', false)
    .option('--timeout <ms>', 'how long each copy of a packet is waited for', parseCount(1, 60_000), 3000)
    .option('--attempts <n>', 'copies of a packet in all', parseCount(1, 10), 3)
    .action(async (login: string, options: TestOptions) => {
      const lines = context.inputThenTerminal();
      const secret = await readSecret(options.secretFile, lines);
      const { host: server, chap, timeout, attempts } = options;
      const show = async (step: SignInStep): Promise<void> => {
        if (!output.json) await output.text(described(step));
      };
      const result = await signIn({ login, secret, server, chap, patience: { timeoutMs: timeout, attempts } }, lines, show);
      if (output.json) await output.value(result, '');
      if (!result.accepted) context.finish(ExitCode.refused);
    });

  define(radius, 'drops', 'list the packets that lately got no answer, with the reason', 'radius drops', 'radius drops --json').action(async () => {
    const reply = await context.client.call(adminApi.listDrops);
    const drops = reply.replicas.flatMap(({ replica, drops: list }) => list.map((drop) => ({ ...drop, replica })));
    if (!output.json && drops.length === 0) return output.note(['No packet was dropped lately.', '近期没有被丢弃的数据包。']);
    return output.value(reply, output.table<Drop & { replica: string }>([
      { title: labels.source, text: ({ source }) => source },
      { title: labels.agentHost, text: ({ agentHost }) => agentHost ?? '' },
      { title: labels.reason, text: ({ reason }) => reason },
      { title: labels.count, text: ({ count }) => String(count), align: 'right' },
      { title: labels.first, text: ({ firstSeenAt }) => shortTime(firstSeenAt) },
      { title: labels.last, text: ({ lastSeenAt }) => shortTime(lastSeenAt) },
      { title: labels.replica, text: ({ replica }) => replica },
    ]).lines(drops.toSorted((one, other) => (one.lastSeenAt < other.lastSeenAt ? 1 : -1))));
  });

  async function readSecret(file: string | undefined, lines: LineSource): Promise<SharedSecret> {
    const text = file === undefined ? await lines.next(['Shared secret:', '共享密钥：']) : readSecretFile(file, (note) => { output.note(note); });
    const secret = SharedSecret.from(Buffer.from(text, 'utf8'));
    if (!secret.ok) throw usageError(secret.reason, ['The shared secret must have 1 to 256 bytes', '共享密钥须为 1 至 256 字节']);
    return secret.value;
  }
}

const described = ({ reply, attributes }: SignInStep): string =>
  `${reply}\n${attributes.length === 0 ? '' : record(attributes.map(({ name, text }) => [`  ${name}`, text]))}`;

/** `host`, `host:port`, `ipv6` or `[ipv6]:port`. */
function parseServer(text: string): Server {
  if (isIPv6(text)) return { address: text, port: DEFAULT_PORT };
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const address = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? DEFAULT_PORT);
  if (address === undefined || port < 1 || port > 65_535) throw new InvalidArgumentError('must be HOST:PORT or [IPV6]:PORT');
  return { address, port };
}
