import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CommandError, usageError } from '../errors/command-error.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import { type Language, say, type Text } from '../output/language.ts';
import { printable } from '../output/printable.ts';

export type Input = Readable & { isTTY?: boolean };

/** Where a command reads secrets and answers: one line each, in the order in which it asks for them. */
export interface LineSource {
  /** Whether a person types the next line. */
  interactive(): boolean;
  /** @throws CommandError 'input-ended' when there is no further line, 'interrupted' on Ctrl-C */
  next(question: Text): Promise<string>;
  close(): void;
}

export interface LineSettings {
  readonly language: Language;
  /** Where questions are asked: never standard output, which is the result. */
  readonly prompts: Writable;
}

/** Longest line in bytes: no secret and no answer is longer. */
export const LINE_BYTES_MAXIMUM = 4096;

/** Lines of a stream. On a terminal it asks, and what is typed is not shown; elsewhere it only reads. */
export function readLines(input: Input, settings: LineSettings): LineSource {
  return input.isTTY === true ? new TypedLines(input, settings) : new PipedLines(input, settings.language);
}

/** The lines of standard input and, once they have come to an end, what a person types at the terminal, if there is one. */
export function readLinesThenAsk(input: Input, openTerminal: () => Input | undefined, settings: LineSettings): LineSource {
  let lines = readLines(input, settings);
  return {
    interactive: () => lines.interactive(),
    next: async (question) => {
      try {
        return await lines.next(question);
      } catch (error) {
        const ended = error instanceof CommandError && error.facts.code === INPUT_ENDED && !lines.interactive();
        const terminal = ended ? openTerminal() : undefined;
        if (terminal === undefined) throw error;
        lines.close();
        lines = new TypedLines(terminal, settings);
        return lines.next(question);
      }
    },
    close: () => { lines.close(); },
  };
}

const INPUT_ENDED = 'input-ended';

function ended(question: Text, language: Language): CommandError {
  const asked = say(question, language);
  return usageError(INPUT_ENDED, [`Standard input ended; expected: ${asked}`, `标准输入已结束，还需要：${asked}`]);
}

class PipedLines implements LineSource {
  readonly #input: Input;
  readonly #language: Language;
  readonly #lines: AsyncGenerator<string, undefined>;

  constructor(input: Input, language: Language) {
    this.#input = input;
    this.#language = language;
    this.#lines = linesOf(input);
  }

  interactive(): boolean {
    return false;
  }

  async next(question: Text): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done === true) throw ended(question, this.#language);
    return value;
  }

  /** Whoever holds the other end may keep it open; we do not wait for that. */
  close(): void {
    this.#input.destroy();
  }
}

/** Lines end at LF or CRLF; the last one may end with the stream. */
async function* linesOf(input: AsyncIterable<Buffer | string>): AsyncGenerator<string, undefined> {
  let rest = Buffer.alloc(0);
  for await (const chunk of input) {
    rest = Buffer.concat([rest, Buffer.from(chunk)]);
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      yield textOf(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
    if (rest.length > LINE_BYTES_MAXIMUM) throw tooLong();
  }
  if (rest.length > 0) yield textOf(rest);
  return undefined;
}

function textOf(line: Buffer): string {
  if (line.length > LINE_BYTES_MAXIMUM) throw tooLong();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line).replace(/\r$/, '');
  } catch {
    throw usageError('input-not-utf8', ['Standard input is not UTF-8 text', '标准输入不是 UTF-8 文本']);
  }
}

const tooLong = (): CommandError => usageError(
  'input-too-long', [`A line of standard input has more than ${LINE_BYTES_MAXIMUM} bytes`, `标准输入中有一行超过 ${LINE_BYTES_MAXIMUM} 字节`],
);

interface Waiting {
  readonly question: Text;
  readonly resolve: (line: string) => void;
  readonly reject: (error: CommandError) => void;
}

/** A person at a terminal: what is typed is not shown, since the terminal is raw and nothing echoes. */
class TypedLines implements LineSource {
  readonly #input: Input;
  readonly #settings: LineSettings;
  readonly #typedAhead: string[] = [];
  #terminal: Interface | undefined;
  #waiting: Waiting | undefined;
  #over = false;

  constructor(input: Input, settings: LineSettings) {
    this.#input = input;
    this.#settings = settings;
  }

  interactive(): boolean {
    return true;
  }

  next(question: Text): Promise<string> {
    this.#terminal ??= this.#open();
    this.#settings.prompts.write(`${printable(say(question, this.#settings.language))} `);
    return new Promise((resolve, reject) => {
      this.#waiting = { question, resolve, reject };
      const ahead = this.#typedAhead.shift();
      if (ahead !== undefined) this.#settle((waiting) => { waiting.resolve(ahead); });
      else if (this.#over) this.#settle((waiting) => { waiting.reject(ended(question, this.#settings.language)); });
    });
  }

  close(): void {
    this.#terminal?.close();
    this.#input.destroy();
  }

  #open(): Interface {
    // The interface would echo what is typed to its output, so it gets none.
    const terminal = createInterface({ input: this.#input, terminal: true, historySize: 0 });
    terminal.on('line', (line) => {
      if (this.#waiting === undefined) this.#typedAhead.push(line);
      else this.#settle(({ resolve }) => { resolve(line); });
    });
    terminal.on('SIGINT', () => {
      this.#settle(({ reject }) => { reject(new CommandError({ exitCode: ExitCode.interrupted, code: 'interrupted', detail: ['Interrupted', '已中断'] })); });
    });
    terminal.on('close', () => {
      this.#over = true;
      this.#settle(({ reject, question }) => { reject(ended(question, this.#settings.language)); });
    });
    return terminal;
  }

  #settle(act: (waiting: Waiting) => void): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.#settings.prompts.write('\n');
    act(waiting);
  }
}
