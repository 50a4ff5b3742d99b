/** The command line `countersign`: its program, for tests and for whoever embeds it; `main.ts` runs it. */
export { ExitCode } from './exit-codes.ts';
export { run } from './program.ts';
