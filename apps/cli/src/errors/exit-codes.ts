/** Exit codes of every command; scripts rely on the numbers. */
export const ExitCode = {
  ok: 0,
  refused: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  ambiguous: 5,
  unauthenticated: 6,
  noAnswer: 7,
  notVerified: 8,
  notBuilt: 69,
  internal: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What each code says; printed by `--help`, and the table of docs/cli.md. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  [ExitCode.ok]: 'done; RADIUS: Access-Accept',
  [ExitCode.refused]: 'understood and not done; an import refused a record; RADIUS: Access-Reject',
  [ExitCode.usage]: 'arguments, files or values that cannot be used',
  [ExitCode.notFound]: 'there is no such record',
  [ExitCode.conflict]: 'it exists already, somebody was faster, or its state does not allow it',
  [ExitCode.ambiguous]: 'the name means several records: add --site',
  [ExitCode.unauthenticated]: 'no readable API key, or the server does not take it',
  [ExitCode.noAnswer]: 'no answer: the server does not run, or a part of it; RADIUS: nothing came back',
  [ExitCode.notVerified]: 'the audit trail is not intact; RADIUS: the reply was made with another secret',
  [ExitCode.notBuilt]: 'the command line is not built yet, or Node.js is too old',
  [ExitCode.internal]: 'a fault of the server or of this program',
  [ExitCode.interrupted]: 'Ctrl-C at a question',
};
