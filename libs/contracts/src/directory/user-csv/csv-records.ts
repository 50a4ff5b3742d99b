/** Records of a CSV text (RFC 4180), as spreadsheets write them: any of three delimiters, quoted cells over several lines. */

export const csvDelimiters = [',', ';', '\t'] as const;
export type CsvDelimiter = (typeof csvDelimiters)[number];

export interface CsvRecord {
  /** Where it begins; counted from 1. */
  readonly line: number;
  /** Trimmed; null when the record cannot be taken apart. */
  readonly cells: readonly string[] | null;
}

/** Longest record in characters: a quote that is never closed must not swallow the file. */
export const CSV_RECORD_CHARACTERS = 16_384;

/** The delimiter that occurs most often outside of quotes in this line; a comma where none does. */
export function delimiterOfLine(line: string): CsvDelimiter {
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '');
  const counted = csvDelimiters.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length - 1 }));
  return counted.reduce((best, each) => (each.count > best.count ? each : best)).delimiter;
}

/** Takes text as it comes and gives the records that are complete. Blank lines are no records. */
export class CsvRecords {
  #delimiter: CsvDelimiter | undefined;
  #rest = '';
  #line = 1;

  /** @param delimiter found in the first line unless it is given */
  constructor(delimiter?: CsvDelimiter) {
    this.#delimiter = delimiter;
  }

  *push(text: string): Generator<CsvRecord, void> {
    this.#rest += text;
    yield* this.#complete(false);
  }

  *end(): Generator<CsvRecord, void> {
    yield* this.#complete(true);
  }

  *#complete(atEnd: boolean): Generator<CsvRecord, void> {
    let from = 0;
    for (;;) {
      const found = this.#recordAt(from, atEnd);
      if (found === undefined) break;
      const { text, next, closed } = found;
      const line = this.#line;
      this.#line += lineEnds(this.#rest.slice(from, next));
      from = next;
      if (text.trim() !== '') yield { line, cells: closed ? this.#cellsOf(text) : null };
    }
    this.#rest = this.#rest.slice(from);
  }

  /** The record that begins there; undefined when its end has not come yet. */
  #recordAt(from: number, atEnd: boolean): { text: string; next: number; closed: boolean } | undefined {
    const { end, closed } = endOfRecord(this.#rest, from, this.#delimiter === undefined ? csvDelimiters : [this.#delimiter]);
    if (end === -1) {
      if (this.#rest.length - from > CSV_RECORD_CHARACTERS) return this.#firstLine(from);
      if (!atEnd || from >= this.#rest.length) return undefined;
      return closed ? { text: this.#rest.slice(from), next: this.#rest.length, closed } : this.#firstLine(from);
    }
    if (end - from > CSV_RECORD_CHARACTERS) return this.#firstLine(from);
    // A carriage return at the very end may be half of a line end.
    if (!atEnd && this.#rest[end] === '\r' && end + 1 === this.#rest.length) return undefined;
    return { text: this.#rest.slice(from, end), next: afterLineEnd(this.#rest, end), closed: true };
  }

  /** A record without an end costs the line on which it begins, and no other. */
  #firstLine(from: number): { text: string; next: number; closed: false } {
    const end = /[\r\n]/.exec(this.#rest.slice(from))?.index;
    return end === undefined
      ? { text: this.#rest.slice(from), next: this.#rest.length, closed: false }
      : { text: this.#rest.slice(from, from + end), next: afterLineEnd(this.#rest, from + end), closed: false };
  }

  #cellsOf(text: string): readonly string[] | null {
    this.#delimiter ??= delimiterOfLine(text);
    return cellsOf(text, this.#delimiter);
  }
}

const lineEnds = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;
const afterLineEnd = (text: string, end: number): number => (text.startsWith('\r\n', end) ? end + 2 : end + 1);

/** Where the line break is that ends the record; -1 when there is none yet. `closed`: no quote is open there. */
function endOfRecord(text: string, from: number, delimiters: readonly string[]): { end: number; closed: boolean } {
  const marks = /["\r\n]/g;
  marks.lastIndex = from;
  let quoted = false;
  for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
    if (match[0] !== '"') {
      if (!quoted) return { end: match.index, closed: true };
    } else if (!quoted) {
      quoted = beginsCell(text, from, match.index, delimiters);
    } else if (text[match.index + 1] === '"') {
      marks.lastIndex += 1;
    } else {
      quoted = false;
    }
  }
  return { end: -1, closed: !quoted };
}

/** Only a quote at the beginning of a cell opens one: 19" is no quote. */
function beginsCell(text: string, from: number, at: number, delimiters: readonly string[]): boolean {
  let before = at - 1;
  while (before >= from && text[before] === ' ') before -= 1;
  return before < from || delimiters.includes(text[before] ?? '');
}

/** The cells of one record; null when something stands behind a closed quote. */
function cellsOf(text: string, delimiter: CsvDelimiter): readonly string[] | null {
  if (!text.includes('"')) return text.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  const cell = new RegExp(`(?:[ ]*"((?:[^"]|"")*)"[ ]*|(?![ ]*")([^${delimiter}]*))(${delimiter}|$)`, 'y');
  for (;;) {
    const match = cell.exec(text);
    if (match === null) return null;
    cells.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
    if (match[3] === '') return cells;
  }
}
