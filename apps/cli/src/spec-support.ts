import { PassThrough, Readable } from 'node:stream';
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
