/* oxlint-disable typescript/no-unsafe-type-assertion -- a file stream without encoding gives buffers */
import { createReadStream, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { adminApi } from '@countersign/contracts';
import { type Command, Option } from 'commander';
import { callWithStream } from '../admin/client.ts';
import { CommandError, ExitCode } from '../exit-codes.ts';
import { readLines } from '../line-source.ts';
import type { Surroundings } from '../surroundings.ts';

interface ImportFlags {
  readonly site: string; readonly format: string; readonly passwordStdin?: boolean; readonly keyFile?: string; readonly enable?: boolean;
  readonly mode: string; readonly partial?: boolean; readonly dryRun?: boolean; readonly json?: boolean;
}

/** `token import`: streams the file, prints the report, exits 1 when any record was refused. */
export function addTokenImport(program: Command, { stdin, stdout, stderr, exit }: Surroundings): void {
  const token = program.commands.find((command) => command.name() === 'token') ?? program.command('token');
  token.command('import <file>').requiredOption('--site <site>')
    .addOption(new Option('--format <format>').choices(['auto', 'pskc', 'oath-csv', 'otpauth']).default('auto'))
    .addOption(new Option('--password-stdin').conflicts('keyFile')).option('--key-file <file>', 'key in hexadecimal digits').option('--enable')
    .addOption(new Option('--mode <mode>').choices(['pin', 'no-pin']).default('pin')).option('--partial').option('--dry-run').option('--json')
    .action(async (file: string, flags: ImportFlags) => {
      const lines = readLines(stdin, stderr);
      const password = flags.passwordStdin ? await lines.next('Seed password:') : undefined;
      lines.close();
      await readable(file);
      const options = {
        site: flags.site, format: flags.format, password, key: flags.keyFile === undefined ? undefined : readKey(flags.keyFile),
        enable: flags.enable ?? false, mode: { usePin: flags.mode === 'pin' }, partial: flags.partial ?? false, dryRun: flags.dryRun ?? false,
      };
      const content = Readable.from(body(JSON.stringify(options), file));
      const report = await callWithStream(adminApi.importTokens, adminApi.IMPORT_CONTENT_TYPE, content);
      stdout.write(`${JSON.stringify(report, null, flags.json ? 0 : 2)}\n`);
      if (report.refusedCount > 0) exit(ExitCode.refused);
    });
}

async function* body(options: string, file: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${options}\n`);
  yield* createReadStream(file) as AsyncIterable<Buffer>;
}

async function readable(file: string): Promise<void> {
  if (!(await stat(file).catch(() => null))?.isFile()) throw new CommandError(ExitCode.usage, 'file-unreadable', `Cannot read ${file}`);
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new CommandError(ExitCode.usage, 'file-unreadable', `Cannot read ${file}`);
  }
}
