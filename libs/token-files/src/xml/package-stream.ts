/**
 * Streams an XML document as the children of its root element, one small tree each. Made for hostile input: no DTD,
 * no entities but the five of XML, bounded depth, attributes, items and trees; memory is that of one tree.
 */

import { SaxesParser } from 'saxes';
import type { TokenFileLimits } from '../limits.ts';
import { type Detail, said } from '../detail.ts';
import { TokenFileError } from '../token-file-error.ts';
import { localName, type XmlElement } from './element.ts';

/** The most text that is parsed between two checks of the limits. */
const STEP_CHARACTERS = 65_536;

export class PackageStream {
  readonly #parser = new SaxesParser({ xmlns: false });
  readonly #limits: TokenFileLimits;
  readonly #open: XmlElement[] = [];
  #complete: XmlElement[] = [];
  #root: XmlElement | undefined;
  #rootClosed = false;
  #written = 0;
  #attributes = 0;
  #itemStart = 0;
  #packageStart = 0;

  constructor(limits: TokenFileLimits) {
    this.#limits = limits;
    const parser = this.#parser;
    // Six handlers and no more: V8 turns the parser into a slow dictionary object at eight (a fifth of the speed).
    // Without an error handler the parser throws; comments and instructions are nobody's business.
    parser.on('opentagstart', (tag) => {
      this.#openElement(localName(tag.name));
    });
    parser.on('attribute', ({ name, value }) => {
      this.#addAttribute(name, value);
    });
    parser.on('text', (text) => {
      this.#addText(text);
    });
    parser.on('cdata', (text) => {
      this.#addText(text);
    });
    parser.on('closetag', () => {
      this.#closeElement();
    });
    parser.on('doctype', () => this.#fail('dtd-not-allowed'));
  }

  /** The root element without its children, as soon as its tag was read. */
  get root(): XmlElement | undefined {
    return this.#root;
  }

  /** The line that was reached. */
  get line(): number {
    return this.#parser.line;
  }

  /**
   * Takes the next piece of the document.
   * @returns the children of the root that it completes, in document order
   * @throws TokenFileError `not-well-formed`, `dtd-not-allowed`, `entity-not-allowed`, `limit-exceeded`
   */
  push(piece: string): XmlElement[] {
    for (let from = 0; from < piece.length; from += STEP_CHARACTERS) {
      const step = piece.slice(from, from + STEP_CHARACTERS);
      this.#parse(step);
      this.#written += step.length;
      this.#checkLengths(this.#written);
    }
    const complete = this.#complete;
    this.#complete = [];
    return complete;
  }

  /** Ends the document. @throws TokenFileError `truncated` */
  end(): void {
    if (!this.#rootClosed) this.#fail('truncated');
    try {
      this.#parser.close();
    } catch {
      this.#fail('truncated');
    }
  }

  #parse(text: string): void {
    try {
      this.#parser.write(text);
    } catch (error) {
      if (error instanceof TokenFileError) throw error;
      this.#fail(error instanceof Error && error.message.includes('entity') ? 'entity-not-allowed' : 'not-well-formed');
    }
  }

  #openElement(name: string): void {
    this.#itemEnds();
    if (this.#open.length >= this.#limits.xmlDepth) this.#fail('limit-exceeded', said`nesting of elements`);
    const element: XmlElement = { name, line: this.#tagLine(), attributes: [], children: [], text: '' };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else if (this.#open.length === 1) this.#packageStart = this.#parser.position;
    else parent.children.push(element);
    this.#open.push(element);
    this.#attributes = 0;
  }

  #addAttribute(name: string, value: string): void {
    this.#itemEnds();
    this.#attributes += 1;
    if (this.#attributes > this.#limits.xmlAttributes) this.#fail('limit-exceeded', said`attributes of one element`);
    if (name === 'xmlns' || name.startsWith('xmlns:')) return;
    this.#open.at(-1)?.attributes.push({ name: localName(name).toLowerCase(), value });
  }

  #addText(text: string): void {
    this.#itemEnds();
    // Text directly inside the root belongs to no package and would pile up.
    const element = this.#open.length > 1 ? this.#open.at(-1) : undefined;
    if (element !== undefined) element.text = element.text === '' ? text : element.text + text;
  }

  #closeElement(): void {
    this.#itemEnds();
    const element = this.#open.pop();
    if (this.#open.length === 0) this.#rootClosed = true;
    else if (this.#open.length === 1 && element !== undefined) this.#complete.push(element);
  }

  /** The parser has read one character past the tag's name; a line end there counts for the next line already. */
  #tagLine(): number {
    return this.#parser.column === 0 ? this.#parser.line - 1 : this.#parser.line;
  }

  #itemEnds(): void {
    const { position } = this.#parser;
    this.#checkLengths(position);
    this.#itemStart = position;
  }

  #checkLengths(position: number): void {
    if (position - this.#itemStart > this.#limits.xmlItemCharacters) this.#fail('limit-exceeded', said`length of one XML item`);
    if (this.#open.length > 1 && position - this.#packageStart > this.#limits.xmlPackageCharacters) this.#fail('limit-exceeded', said`length of one package`);
  }

  #fail(reason: 'truncated' | 'dtd-not-allowed' | 'entity-not-allowed' | 'not-well-formed' | 'limit-exceeded', detail?: Detail): never {
    throw new TokenFileError(reason, { line: this.#parser.line, detail });
  }
}
