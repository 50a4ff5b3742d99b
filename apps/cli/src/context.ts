import { AdminClient } from './admin/client.ts';
import { Directory } from './admin/directory.ts';
import { adminUrl, apiKeyFile, readApiKey } from './admin/settings.ts';
import type { ExitCode } from './errors/exit-codes.ts';
import { type LineSource, readLines, readLinesThenAsk } from './input/line-source.ts';
import type { Language } from './output/language.ts';
import { Output } from './output/output.ts';
import type { Surroundings } from './surroundings.ts';

/** Options of every command. */
export interface Preferences {
  readonly json: boolean;
  readonly language: Language;
}

/** What one run of a command works with; nothing is opened before it is used. */
export interface Context {
  readonly language: Language;
  readonly output: Output;
  /** The admin API. @throws CommandError 'bad-usage' for an address that is none */
  readonly client: AdminClient;
  readonly directory: Directory;
  /** Lines of standard input, or of the person who sits there. */
  input(): LineSource;
  /** The same, and where standard input ends the person at the terminal is asked. */
  inputThenTerminal(): LineSource;
  /** The exit code of a command that printed its result and yet did not do all. */
  finish(code: ExitCode): void;
}

/** A context, and what ends it. */
export interface OpenContext extends Context {
  close(): void;
}

export function openContext(surroundings: Surroundings, { json, language }: Preferences, finish: (code: ExitCode) => void): OpenContext {
  // Standard input is opened when it is first used.
  const { stdout, stderr, environment, checkout, openTerminal } = surroundings;
  const output = new Output(stdout, stderr, json, language);
  const settings = { language, prompts: stderr };
  let lines: LineSource | undefined;
  let client: AdminClient | undefined;
  let directory: Directory | undefined;
  const theClient = (): AdminClient => {
    const readKey = (): string => readApiKey(apiKeyFile(environment, checkout), (text) => { output.note(text); });
    client ??= new AdminClient({ url: adminUrl(environment), readKey, language });
    return client;
  };
  return {
    language,
    output,
    get client() {
      return theClient();
    },
    get directory() {
      directory ??= new Directory(theClient());
      return directory;
    },
    input: () => (lines ??= readLines(surroundings.stdin, settings)),
    inputThenTerminal: () => (lines ??= readLinesThenAsk(surroundings.stdin, openTerminal, settings)),
    finish,
    close: () => { lines?.close(); },
  };
}
