import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { DEFAULT_URL } from './admin/settings.ts';
import { addAddressPoolCommands } from './commands/address-pool.ts';
import { addAdministratorCommands } from './commands/administrator.ts';
import { addAgentHostCommands } from './commands/agent-host.ts';
import { addApiKeyCommands } from './commands/api-key.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addBackEndCommands } from './commands/back-end.ts';
import { addDirectorySyncCommands } from './commands/directory-sync.ts';
import { addFirstFactorCommands } from './commands/first-factor.ts';
import { addGroupCommands } from './commands/group.ts';
import { addJobCommands } from './commands/job.ts';
import { addPolicyCommands } from './commands/policy.ts';
import { addRadiusCommands } from './commands/radius.ts';
import { addRadiusProfileCommands } from './commands/radius-profile.ts';
import { addReportCommands } from './commands/report.ts';
import { addSessionCommands } from './commands/session.ts';
import { addSettingCommands } from './commands/setting.ts';
import { addSiteCommands } from './commands/site.ts';
import { addTokenCommands } from './commands/token.ts';
import { addUserCommands } from './commands/user.ts';
import { type Context, openContext, type Preferences } from './context.ts';
import { CommandError, usageError } from './errors/command-error.ts';
import { ExitCode, exitCodeMeanings } from './errors/exit-codes.ts';
import { errorAsText, errorReport } from './errors/render.ts';
import { languageOf } from './output/language.ts';
import { printableJson } from './output/printable.ts';
import type { Surroundings } from './surroundings.ts';

/** Runs one command line (without node and script) and gives its exit code; prints errors, never a stack. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.ok;
  const preferences = readPreferences(args, surroundings.environment);
  const context = openContext(surroundings, preferences, (code) => { exitCode = code; });
  try {
    await buildProgram(context, surroundings).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && HELP.has(error.code)) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return report(asCommandError(error), preferences, surroundings);
  } finally {
    context.close();
  }
}

/** The whole program: every command with its options. */
export function buildProgram(context: Context, { stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>): Command {
  const program = new Command('countersign').description('Administers Countersign from the command line.').exitOverride().version(version())
    .option('--json', 'print JSON for programs instead of text for people')
    .addOption(new Option('--lang <language>', 'language of the output; LANG decides unless given').choices(['en', 'zh']))
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => { stdout.write(text); },
      writeErr: (text) => { stderr.write(text); },
      outputError: () => { /* it is thrown as well, and printed where all errors are */ },
    })
    .addHelpText('after', `\n${SURROUNDINGS_HELP}\n\n${exitCodesHelp()}`);
  for (const add of FAMILIES) add(program, context);
  return program;
}

/** In the order in which the help lists them. */
const FAMILIES = [
  addSiteCommands, addGroupCommands, addUserCommands, addAgentHostCommands, addRadiusProfileCommands, addAddressPoolCommands, addTokenCommands, addJobCommands, addRadiusCommands,
  addSessionCommands, addAuditCommands, addReportCommands, addPolicyCommands, addFirstFactorCommands, addBackEndCommands, addDirectorySyncCommands, addAdministratorCommands,
  addApiKeyCommands, addSettingCommands,
];

/** What commander throws after printing help or the version. */
const HELP = new Set(['commander.help', 'commander.helpDisplayed', 'commander.version']);

const SURROUNDINGS_HELP = `Environment:
  COUNTERSIGN_URL           address of the server (${DEFAULT_URL})
  COUNTERSIGN_API_KEY_FILE  file that holds the API key (data/admin-api-key of the checkout)
  COUNTERSIGN_DATA          data folder of "npm start", for that file, when it is not ./data`;

const exitCodesHelp = (): string =>
  `Exit codes:\n${Object.entries(exitCodeMeanings).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`).join('\n')}`;

/** Both must be known before the arguments are parsed: their errors are printed in that form and language, too. */
function readPreferences(args: readonly string[], environment: NodeJS.ProcessEnv): Preferences {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  const index = options.findLastIndex((option) => option === '--lang' || option.startsWith('--lang='));
  const named = options[index]?.startsWith('--lang=') === true ? options[index].slice('--lang='.length) : options[index + 1];
  const language = index !== -1 && (named === 'en' || named === 'zh') ? named : languageOf(environment);
  return { json: options.includes('--json'), language };
}

function asCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (error instanceof CommanderError) {
    return usageError('bad-usage', error.message.replace(/^error: /, '').replaceAll(/\s+/g, ' '), ['Add --help to the command to see what it takes.', '在命令后加 --help 可查看用法。']);
  }
  // The message of an unforeseen error may hold anything: its name says enough to look for it.
  const name = error instanceof Error ? error.name : typeof error;
  return new CommandError({ exitCode: ExitCode.internal, code: 'program-fault', detail: [`A fault of this program (${name})`, `程序内部错误（${name}）`] });
}

function report(error: CommandError, { json, language }: Preferences, { stdout, stderr }: Surroundings): ExitCode {
  if (json) stdout.write(`${printableJson({ error: errorReport(error, language) })}\n`);
  else stderr.write(errorAsText(error, language));
  return error.facts.exitCode;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}
