/** Cells of one CSV line (RFC 4180), trimmed. A line is a record: a stray quote never swallows the lines after it. */

import { said } from '../detail.ts';
import { RecordRefused } from '../token-file-error.ts';

/** What may stand between cells; a blank stands for any run of blanks and tabs. */
export const DELIMITERS = [',', ';', '\t', '|', ' '] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** The delimiters that split this line at all. */
export function delimitersIn(line: string): readonly Delimiter[] {
  return DELIMITERS.filter((delimiter) => line.includes(delimiter));
}

/** @throws RecordRefused `bad-line` when quotes do not match */
export function splitCells(line: string, delimiter: Delimiter): string[] {
  if (delimiter === ' ') return line.trim().split(/[ \t]+/).map(unguarded);
  if (line.includes('"')) return splitQuoted(line, delimiter).map(unguarded);
  const cells = line.split(delimiter).map((cell) => cell.trim());
  return line.includes('\'') ? cells.map(unguarded) : cells;
}

/** `="0001"` and `'0001` keep a spreadsheet from making a number, or a formula, of a cell. */
function unguarded(cell: string): string {
  const formula = /^="([^"]*)"$/.exec(cell)?.[1];
  return formula === undefined ? cell.replace(/^'(?=[=+\-@0-9])/, '') : formula.trim();
}

function splitQuoted(line: string, delimiter: Delimiter): string[] {
  const cells: string[] = [];
  for (let from = 0; from <= line.length;) {
    const [cell, end] = cellAt(line, from, delimiter);
    cells.push(cell);
    from = end + 1;
  }
  return cells;
}

/** One cell and the index of the delimiter (or line end) after it. */
function cellAt(line: string, from: number, delimiter: Delimiter): [cell: string, end: number] {
  const start = from + (/^[ ]*/.exec(line.slice(from))?.[0].length ?? 0);
  if (line[start] !== '"') {
    const found = line.indexOf(delimiter, from);
    const end = found === -1 ? line.length : found;
    return [line.slice(from, end).trim(), end];
  }
  let closing = line.indexOf('"', start + 1);
  while (closing !== -1 && line[closing + 1] === '"') closing = line.indexOf('"', closing + 2);
  if (closing === -1) throw new RecordRefused('bad-line', said`quote without end`);
  const found = line.indexOf(delimiter, closing + 1);
  const end = found === -1 ? line.length : found;
  if (line.slice(closing + 1, end).trim() !== '') throw new RecordRefused('bad-line', said`text after a quoted cell`);
  return [line.slice(start + 1, closing).replaceAll('""', '"').trim(), end];
}
