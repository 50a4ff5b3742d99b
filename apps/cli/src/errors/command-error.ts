import type { Text } from '../output/language.ts';
import { ExitCode } from './exit-codes.ts';

export interface ErrorFacts {
  readonly exitCode: ExitCode;
  /** A result code of the catalogue, or a name of this program's own. */
  readonly code: string;
  /** What happened; never carries a secret. With a code of the catalogue, it stands beside that code's text. */
  readonly detail?: Text | undefined;
  /** What to do about it; a code of the catalogue brings its own. */
  readonly remedy?: Text | undefined;
  /** What could have been meant, or the fields that are wrong: one line each. */
  readonly items?: readonly string[] | undefined;
}

/** Ends a command. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(readonly facts: ErrorFacts) {
    super(facts.code);
  }
}

/** Arguments, files or input that cannot be used. */
export const usageError = (code: string, detail: Text, remedy?: Text): CommandError =>
  new CommandError({ exitCode: ExitCode.usage, code, detail, remedy });
