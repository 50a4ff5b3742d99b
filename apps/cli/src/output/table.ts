import type { Text } from './language.ts';
import { printable } from './printable.ts';
import { cut, pad, textWidth } from './text-width.ts';

export interface Column<Row> {
  readonly title: Text;
  /** Empty text shows as "-". */
  readonly text: (row: Row) => string;
  readonly align?: 'left' | 'right';
}

export interface TableColumn<Row> extends Column<Row> {
  readonly title: string;
}

const GAP = '  ';
/** No column becomes narrower, however narrow the terminal is. */
const NARROWEST = 6;

/**
 * Lays rows out in aligned columns. Rows may come page by page: the first page decides the widths, so that a million
 * rows never stand in memory; a longer value later on pushes its line to the right.
 */
export class Table<Row> {
  readonly #columns: readonly TableColumn<Row>[];
  readonly #terminalWidth: number | undefined;
  #widths: readonly number[] | undefined;

  /** @param terminalWidth in cells; longer values are cut to fit it. Without one nothing is cut. */
  constructor(columns: readonly TableColumn<Row>[], terminalWidth?: number) {
    this.#columns = columns;
    this.#terminalWidth = terminalWidth;
  }

  /** The lines of a page; the title line goes before the first. */
  lines(rows: readonly Row[]): string {
    const cells = rows.map((row) => this.#columns.map(({ text }) => printable(text(row)) || '-'));
    const titles = this.#columns.map(({ title }) => title);
    const first = this.#widths === undefined;
    this.#widths ??= this.#fitted(titles.map((title, index) => Math.max(textWidth(title), ...cells.map((line) => textWidth(line[index] ?? '')))));
    return (first ? [titles, ...cells] : cells).map((line) => this.#line(line)).join('');
  }

  /** Takes from the widest column until the line fits. */
  #fitted(natural: readonly number[]): readonly number[] {
    const widths = [...natural];
    if (this.#terminalWidth === undefined) return widths;
    const room = this.#terminalWidth - GAP.length * (widths.length - 1);
    for (let excess = widths.reduce((sum, width) => sum + width, 0) - room; excess > 0; excess -= 1) {
      const widest = widths.indexOf(Math.max(...widths));
      if ((widths[widest] ?? 0) <= NARROWEST) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
    return widths;
  }

  #line(cells: readonly string[]): string {
    const padded = cells.map((cell, index) => {
      const width = this.#widths?.[index] ?? 0;
      return pad(this.#terminalWidth === undefined ? cell : cut(cell, width), width, this.#columns[index]?.align === 'right' ? 'right' : 'left');
    });
    return `${padded.join(GAP).trimEnd()}\n`;
  }
}

/** A record as lines of name and value; empty values show as "-". */
export function record(fields: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...fields.map(([name]) => textWidth(name)));
  return fields.map(([name, value]) => `${pad(name, width)}${GAP}${printable(value) || '-'}\n`).join('');
}
