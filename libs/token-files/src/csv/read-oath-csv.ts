/** Reads OATH CSV seed files: positional (privacyIDEA, NetIQ, PingID, IBM, …), with a header line, or as the operator says. */

import { SerialRegister } from '../serials.ts';
import type { TextLine } from '../text/lines.ts';
import { type Detail, listed, repeated, said } from '../detail.ts';
import { RecordRefused, TokenFileError } from '../token-file-error.ts';
import type { TokenRecord } from '../token-record.ts';
import type { LineReader, ReadLine } from '../read-lines.ts';
import { DELIMITERS, splitCells, type Delimiter } from './cells.ts';
import { chosenLayout, delimiterOf, headerLayout, looksLikeHeader, userCells, type Layout } from './layout.ts';
import type { CsvOptions } from './options.ts';
import { readRow, rowSerial, assumedType } from './read-row.ts';

/** `sep=;` as its first line tells a spreadsheet what the delimiter is. */
const SEPARATOR_LINE = /^"?sep=(.)"?$/i;

/** Comments start with `#`; one of them may name privacyIDEA's layout version. The first other line may be a header. */
export class OathCsvReader implements LineReader {
  readonly #options: CsvOptions;
  readonly #serials = new SerialRegister();
  #userCells = 0;
  #delimiter: Delimiter | undefined;
  #layout: Layout | undefined;
  #assumptionTold = false;

  constructor(options: CsvOptions) {
    this.#options = options;
    this.#delimiter = options.delimiter;
  }

  isComment({ text, line }: TextLine): boolean {
    const separator = this.#layout === undefined ? SEPARATOR_LINE.exec(text)?.[1] : undefined;
    if (separator !== undefined) {
      this.#delimiter ??= DELIMITERS.find((delimiter) => delimiter === separator);
      return true;
    }
    if (!text.startsWith('#')) return text === '';
    const announced = this.#layout === undefined ? userCells(text) : undefined;
    if (announced === null) throw new TokenFileError('unsupported-version', { line, detail: repeated(text) });
    if (announced !== undefined) this.#userCells = announced;
    return true;
  }

  read({ text, line }: TextLine): ReadLine {
    this.#delimiter ??= delimiterOf(text);
    const cells = splitCells(text, this.#delimiter ?? ',');
    if (this.#layout === undefined) {
      // A title above the header.
      if (cells.length < 2) throw new RecordRefused('bad-line', said`1 cell`);
      const { layout, isHeader } = this.#layoutOf(cells, line);
      this.#layout = layout;
      if (isHeader) return { kind: 'header' };
    }
    const layout = this.#layout;
    const assumed = this.#assumptionTold ? undefined : assumedType(cells, layout, this.#options);
    const token = (): TokenRecord => {
      const record = readRow(cells, layout, this.#options);
      this.#serials.claim(record.serial);
      this.#assumptionTold ||= assumed !== undefined;
      return record;
    };
    return { kind: 'entry', serial: rowSerial(cells, layout), token, ...(assumed !== undefined && { warning: `${assumed}-assumed` }) };
  }

  /** What a header calls its columns. Between blanks a seed in groups would be taken for several. */
  #namesIn(cells: readonly string[]): Detail {
    return this.#delimiter === ' ' ? said`${cells.length} columns` : listed(cells.map(repeated));
  }

  /** @throws TokenFileError `unknown-columns` */
  #layoutOf(cells: readonly string[], line: number): { layout: Layout; isHeader: boolean } {
    const { columns, header } = this.#options;
    if (columns !== undefined) return { layout: chosenLayout(columns, header === false ? undefined : cells, line), isHeader: header !== false };
    const positional: Layout = { kind: 'positional', skipped: this.#userCells };
    if (header === false) return { layout: positional, isHeader: false };
    const named = headerLayout(cells);
    if (named !== undefined) return { layout: named, isHeader: true };
    if (header === true || looksLikeHeader(cells)) throw new TokenFileError('unknown-columns', { line, detail: this.#namesIn(cells) });
    return { layout: positional, isHeader: false };
  }
}
