/** Reads OATH CSV seed files, in the layouts of privacyIDEA, NetIQ, PingID, IBM, Entra ID and Deepnet SafeID. */

import { SerialRegister } from '../serials.ts';
import type { TextLine } from '../text/lines.ts';
import { TokenFileError, printable } from '../token-file-error.ts';
import type { TokenRecord } from '../token-record.ts';
import type { LineReader, ReadLine } from '../read-lines.ts';
import { delimiterOf, splitCells, type Delimiter } from './cells.ts';
import { headerLayout, userCells, type Layout } from './layout.ts';
import { readRow, rowSerial } from './read-row.ts';

/** Comments start with `#`; one of them may name privacyIDEA's layout version. The first other line may be a header. */
export class OathCsvReader implements LineReader {
  readonly #serials = new SerialRegister();
  #userCells = 0;
  #delimiter: Delimiter | undefined;
  #layout: Layout | undefined;

  isComment({ text, line }: TextLine): boolean {
    if (!text.startsWith('#')) return text === '';
    const announced = this.#layout === undefined ? userCells(text) : undefined;
    if (announced === null) throw new TokenFileError('unsupported-version', { line, detail: printable(text) });
    if (announced !== undefined) this.#userCells = announced;
    return true;
  }

  read({ text }: TextLine): ReadLine {
    this.#delimiter ??= delimiterOf(text);
    const cells = splitCells(text, this.#delimiter ?? ',');
    if (this.#layout === undefined) {
      const header = headerLayout(cells);
      this.#layout = header ?? { kind: 'positional', skipped: this.#userCells };
      if (header !== undefined) return { kind: 'header' };
    }
    const layout = this.#layout;
    return { kind: 'entry', serial: rowSerial(cells, layout), token: () => this.#claimed(readRow(cells, layout)) };
  }

  #claimed(token: TokenRecord): TokenRecord {
    this.#serials.claim(token.serial);
    return token;
  }
}

