import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CommandError, ExitCode } from './exit-codes.ts';

/** Where a command reads secrets and answers: one line each, in the order in which it asks for them. */
export interface LineSource {
  /** @throws CommandError 'input-ended' when there is no further line */
  next(what: string): Promise<string>;
  close(): void;
}

/**
 * Lines of a stream. On a terminal it prompts on `prompts`, and what is typed is not shown; elsewhere it only reads.
 */
export function readLines(input: Readable & { isTTY?: boolean }, prompts: Writable): LineSource {
  const terminal = input.isTTY === true;
  // Lines end at LF or CRLF; the interface would write what is typed to an output, so it gets none.
  const lines = createInterface({ input, terminal, crlfDelay: Infinity });
  const iterator = lines[Symbol.asyncIterator]();
  return {
    next: async (what) => {
      if (terminal) prompts.write(`${what} `);
      const line = await iterator.next();
      if (terminal) prompts.write('\n');
      if (line.done === true) throw new CommandError(ExitCode.usage, 'input-ended', `Input ended; expected: ${what}`);
      return line.value;
    },
    close: () => { lines.close(); },
  };
}
