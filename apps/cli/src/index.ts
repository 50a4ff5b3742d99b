/** The command line `countersign`: its program, for tests and for whoever embeds it; `main.ts` runs it. */
export { ExitCode, exitCodeMeanings } from './errors/exit-codes.ts';
export { buildProgram, run } from './program.ts';
export type { Surroundings } from './surroundings.ts';
