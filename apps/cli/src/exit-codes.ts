/** Exit codes of every command; scripts rely on the numbers. */
export const ExitCode = {
  ok: 0,
  /** Access-Reject, or the server refused the request. */
  refused: 1,
  usage: 2,
  noAnswer: 3,
  /** Something answered, but not with the right secret. */
  notVerified: 4,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Ends a command with a message for people; never carries a secret. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  readonly code: string;

  constructor(exitCode: ExitCode, code: string, message: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}
