import type { Writable } from 'node:stream';
import type { Input } from './input/line-source.ts';
import type { Terminal } from './output/output.ts';

/** What the program touches outside itself. */
export interface Surroundings {
  readonly stdin: Input;
  readonly stdout: Terminal;
  readonly stderr: Writable;
  readonly environment: NodeJS.ProcessEnv;
  /** The folder of the checkout, where `npm start` keeps its `data`. */
  readonly checkout: string;
  /** The terminal at which the person sits although standard input is something else; undefined where nobody sits. */
  readonly openTerminal: () => Input | undefined;
}
