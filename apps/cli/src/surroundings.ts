import type { Readable, Writable } from 'node:stream';
import type { ExitCode } from './exit-codes.ts';

/** What a command touches outside itself. */
export interface Surroundings {
  readonly stdin: Readable & { isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly exit: (code: ExitCode) => void;
}
