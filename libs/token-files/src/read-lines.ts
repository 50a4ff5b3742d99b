/** Reads a line-based format: comments, limits and refusals are the same for all of them. */

import type { TokenFileLimits } from './limits.ts';
import { LineSplitter, type TextLine } from './text/lines.ts';
import { said, subjectOf } from './detail.ts';
import { RecordRefused, TokenFileError } from './token-file-error.ts';
import type { FileWarning, RefusedRecord, TokenFileEvent, TokenRecord } from './token-record.ts';

/** What a line turned out to be. Making the token may still refuse it, and the serial then says which one it was. */
export type ReadLine =
  | { readonly kind: 'header' }
  /** With a warning about the file, which goes before the token; a refused one takes it along. */
  | { readonly kind: 'entry'; readonly warning?: FileWarning } & Entry
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] };

export interface Entry {
  readonly serial: string | undefined;
  /** @throws RecordRefused */
  readonly token: () => TokenRecord;
}

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
  const eventsOf = (line: TextLine): readonly TokenFileEvent[] => {
    const read = readLine(line, reader);
    for (const { type } of read) if (type !== 'warning') records += 1;
    if (records > limits.records) throw new TokenFileError('limit-exceeded', { line: line.line, detail: said`number of records` });
    return read;
  };
  try {
    for await (const piece of text) {
      for (const line of splitter.push(piece)) for (const event of eventsOf(line)) yield event;
    }
    for (const line of splitter.end()) yield* eventsOf(line);
  } catch (error) {
    if (error instanceof TokenFileError && error.line === undefined) throw new TokenFileError(error.reason, { line: splitter.line, detail: error.detail });
    throw error;
  }
}

function readLine(raw: TextLine, reader: LineReader): readonly TokenFileEvent[] {
  const { line } = raw;
  if (raw.tooLong) return [{ type: 'refused', line, reason: 'line-too-long' }];
  const trimmed = { ...raw, text: raw.text.trim() };
  if (reader.isComment(trimmed)) return [];
  let read: ReadLine;
  try {
    read = reader.read(trimmed);
  } catch (error) {
    return [refusal(line, undefined, error)];
  }
  switch (read.kind) {
    case 'header':
      return [];
    case 'entry': {
      const event = eventOf(line, read);
      return read.warning === undefined || event.type !== 'token' ? [event] : [{ type: 'warning', line, warning: read.warning }, event];
    }
    case 'entries':
      return read.entries.map((entry) => eventOf(line, entry));
  }
}

function eventOf(line: number, { serial, token }: Entry): TokenFileEvent {
  try {
    return { type: 'token', line, token: token() };
  } catch (error) {
    return refusal(line, serial, error);
  }
}

/** @throws anything but a RecordRefused */
function refusal(line: number, serial: string | undefined, error: unknown): RefusedRecord {
  if (!(error instanceof RecordRefused)) throw error;
  return {
    type: 'refused',
    line,
    ...subjectOf(serial),
    reason: error.reason,
    ...(error.detail !== undefined && { detail: error.detail }),
  };
}
