/** Reads a line-based format: comments, limits and refusals are the same for all of them. */

import type { TokenFileLimits } from './limits.ts';
import { LineSplitter, type TextLine } from './text/lines.ts';
import { RecordRefused, TokenFileError, printable } from './token-file-error.ts';
import type { TokenFileEvent, TokenRecord } from './token-record.ts';

/** What a line turned out to be. Making the token may still refuse it, and the serial then says which one it was. */
export type ReadLine =
  | { readonly kind: 'header' }
  | { readonly kind: 'entry'; readonly serial: string | undefined; readonly token: () => TokenRecord };

export interface LineReader {
  /** Whether a trimmed line holds no entry. @throws TokenFileError */
  isComment(line: TextLine): boolean;
  /** Reads a trimmed line. @throws RecordRefused */
  read(line: TextLine): ReadLine;
}

/** @throws TokenFileError `invalid-text-encoding`, `limit-exceeded`, and what the reader of the format throws */
export async function* readLines(text: AsyncIterable<string>, reader: LineReader, limits: TokenFileLimits): AsyncGenerator<TokenFileEvent, void> {
  const splitter = new LineSplitter(limits.lineCharacters);
  let records = 0;
  const event = (line: TextLine): TokenFileEvent | undefined => {
    const read = eventOf(line, reader);
    if (read !== undefined) records += 1;
    if (records > limits.records) throw new TokenFileError('limit-exceeded', { line: line.line, detail: 'number of records' });
    return read;
  };
  try {
    for await (const piece of text) {
      for (const line of splitter.push(piece)) {
        const read = event(line);
        if (read !== undefined) yield read;
      }
    }
    for (const line of splitter.end()) {
      const read = event(line);
      if (read !== undefined) yield read;
    }
  } catch (error) {
    if (error instanceof TokenFileError && error.line === undefined) throw new TokenFileError(error.reason, { line: splitter.line, detail: error.detail });
    throw error;
  }
}

function eventOf(raw: TextLine, reader: LineReader): TokenFileEvent | undefined {
  const { line } = raw;
  if (raw.tooLong) return { type: 'refused', line, reason: 'line-too-long' };
  const trimmed = { ...raw, text: raw.text.trim() };
  if (reader.isComment(trimmed)) return undefined;
  let serial: string | undefined;
  try {
    const read = reader.read(trimmed);
    if (read.kind === 'header') return undefined;
    ({ serial } = read);
    return { type: 'token', line, token: read.token() };
  } catch (error) {
    if (!(error instanceof RecordRefused)) throw error;
    return {
      type: 'refused',
      line,
      ...(serial !== undefined && { serial: printable(serial) }),
      reason: error.reason,
      ...(error.detail !== undefined && { detail: error.detail }),
    };
  }
}
