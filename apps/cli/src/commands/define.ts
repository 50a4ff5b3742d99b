import { type Command, Option } from 'commander';
import { usageError } from '../errors/command-error.ts';
import { parseYesNo } from '../input/values.ts';

/** Adds a command with its examples, which `--help` shows below the options. */
export function define(parent: Command, usage: string, summary: string, ...examples: readonly string[]): Command {
  const lines = examples.map((example) => `  countersign ${example}`);
  return parent.command(usage).description(summary).addHelpText('after', `\n${lines.length > 1 ? 'Examples' : 'Example'}:\n${lines.join('\n')}`);
}

/** Adds a word that only holds commands. */
export const family = (program: Command, name: string, summary: string): Command => program.command(name).description(summary);

/** A switch that is set with `yes` or `no`. */
export const yesNo = (flag: string, summary: string): Option => new Option(`${flag} <yes|no>`, summary).argParser(parseYesNo);

/** @throws CommandError 'bad-usage' when nothing is to be changed */
export function requireChanges(changes: object): void {
  if (Object.values(changes).every((value) => value === undefined)) {
    throw usageError('bad-usage', ['Nothing to change: name at least one field', '没有要更改的内容：请至少给出一个字段']);
  }
}

/** Where a name is looked for. */
export const SITE = ['--site <site>', 'the site of it, where several have this name: path, name or identifier'] as const;
