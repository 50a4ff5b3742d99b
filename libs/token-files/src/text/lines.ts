/** Lines of a streamed text, bounded in length. */

/** One line without its end. A line over the limit is cut and says so. */
export interface TextLine {
  readonly line: number;
  readonly text: string;
  readonly tooLong: boolean;
}

/** Splits pieces of text at LF, CRLF and CR. */
export class LineSplitter {
  readonly #limit: number;
  #rest = '';
  #tooLong = false;
  #line = 0;
  #endedWithReturn = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The line that is being read, counted from 1. */
  get line(): number {
    return this.#line + 1;
  }

  /** The lines that this piece completes. */
  * push(piece: string): Generator<TextLine, void> {
    const end = /\r\n|\n|\r/g;
    let from = 0;
    // A CRLF may be cut in two by the pieces; its CR has ended the line already.
    if (this.#endedWithReturn && piece.startsWith('\n')) from = 1;
    if (piece !== '') this.#endedWithReturn = piece.endsWith('\r');
    end.lastIndex = from;
    for (let match = end.exec(piece); match !== null; match = end.exec(piece)) {
      this.#add(piece.slice(from, match.index));
      from = match.index + match[0].length;
      yield this.#take();
    }
    this.#add(piece.slice(from));
  }

  /** The last line, when the file does not end with a line end. */
  * end(): Generator<TextLine, void> {
    if (this.#rest !== '' || this.#tooLong) yield this.#take();
  }

  #add(text: string): void {
    if (this.#rest.length + text.length > this.#limit) {
      this.#tooLong = true;
      this.#rest = '';
    } else if (!this.#tooLong) {
      this.#rest = this.#rest === '' ? text : this.#rest + text;
    }
  }

  #take(): TextLine {
    this.#line += 1;
    const taken = { line: this.#line, text: this.#rest, tooLong: this.#tooLong };
    this.#rest = '';
    this.#tooLong = false;
    return taken;
  }
}
