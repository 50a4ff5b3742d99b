import { PassThrough, Readable } from 'node:stream';
import { codeAt, counterAt, defineOtp, prepareKey } from '@countersign/otp';
import type { ExitCode } from './errors/exit-codes.ts';
import type { Input } from './input/line-source.ts';
import { run } from './program.ts';

/** For tests: runs the program as a shell would, and gives what it printed. */

export interface CliSurroundings {
  /** Lines of standard input. */
  readonly stdin?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  readonly checkout?: string;
  readonly openTerminal?: () => Input | undefined;
}

export interface CliResult {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export async function cli(args: readonly string[], { stdin = [], environment = {}, checkout = '/nonexistent', openTerminal = () => undefined }: CliSurroundings = {}): Promise<CliResult> {
  const output = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr'): PassThrough => new PassThrough().on('data', (chunk: Buffer) => { output[name] += chunk.toString('utf8'); });
  const exitCode = await run(args, {
    stdin: Readable.from(stdin.map((line) => Buffer.from(`${line}\n`))), stdout: sink('stdout'), stderr: sink('stderr'), environment, checkout, openTerminal,
  });
  await new Promise((resolve) => { setImmediate(resolve); });
  return { exitCode, ...output };
}

/** The JSON that a command printed. */
export const printed = ({ stdout }: CliResult): unknown => JSON.parse(stdout);

/** The code that an app shows which scanned the URI, some steps from now. */
export function codeOf(otpauth: string, steps: number): string {
  const secret = new URL(otpauth).searchParams.get('secret') ?? '';
  const definition = unwrap(defineOtp({ kind: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0 }));
  const counter = definition.kind === 'totp' ? counterAt(definition, Date.now() / 1000) : 0;
  return codeAt(definition, unwrap(prepareKey(definition, fromBase32(secret))), counter + steps);
}

function unwrap<T>(outcome: { ok: true; value: T } | { ok: false; reason: string }): T {
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.value;
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}
