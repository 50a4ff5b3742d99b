import { Command, CommanderError } from 'commander';
import { addAdditionCommands } from './commands/additions.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addDirectoryCommands } from './commands/directory.ts';
import { addRadiusCommands } from './commands/radius.ts';
import { addTokenAdd } from './commands/token-add.ts';
import { addTokenImport } from './commands/token-import.ts';
import { CommandError, ExitCode } from './exit-codes.ts';
import type { Surroundings } from './surroundings.ts';

/** Runs one command line (without node and script) and gives its exit code; prints errors, never a stack. */
export async function run(args: readonly string[], streams: Omit<Surroundings, 'exit'>): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.ok;
  const program = new Command('countersign').exitOverride()
    .configureOutput({ writeOut: (text) => { streams.stdout.write(text); }, writeErr: (text) => { streams.stderr.write(text); } });
  const surroundings: Surroundings = { ...streams, exit: (code) => { exitCode = code; } };
  addDirectoryCommands(program, surroundings);
  addRadiusCommands(program, surroundings);
  addTokenImport(program, surroundings);
  addTokenAdd(program, surroundings);
  addAuditCommands(program, surroundings);
  addAdditionCommands(program, surroundings);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    const known = error instanceof CommandError ? error : new CommandError(ExitCode.refused, 'internal-error', 'The command failed');
    if (args.includes('--json')) streams.stdout.write(`${JSON.stringify({ error: { code: known.code, message: known.message } })}\n`);
    else streams.stderr.write(`countersign: ${known.message} [${known.code}]\n`);
    return known.exitCode;
  }
}
