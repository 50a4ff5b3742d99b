/** Which columns an OATH CSV file has: as it was told, by the names in its header line, or by position. */

import { looksLikeSeed, type SeedEncoding } from '../text/seed-text.ts';
import { named } from '../detail.ts';
import { RecordRefused, TokenFileError } from '../token-file-error.ts';
import { delimitersIn, splitCells, type Delimiter } from './cells.ts';
import { CSV_COLUMNS, columnOf, type Column } from './header-names.ts';
import type { CsvOptions } from './options.ts';

export type Layout =
  /**
   * `serial, key [, type [, digits [, counter or period [, hash]]]]`, and before the serial `skipped` cells about the
   * user (privacyIDEA version 2: user name, resolver, realm).
   */
  | { readonly kind: 'positional'; readonly skipped: number }
  | { readonly kind: 'named'; readonly columns: ReadonlyMap<Column, number>; readonly encoding: SeedEncoding };

const VERSION_COMMENT = /^#\s*version\s*[:=]\s*(\d+)/i;
/** Cells about the user before the serial, by version of privacyIDEA's layout. */
const USER_CELLS: ReadonlyMap<string, number> = new Map([['1', 0], ['2', 3]]);
/** Lines that are looked at to tell whether a file is OATH CSV; the first ones may be titles or spoilt. */
const LINES_LOOKED_AT = 20;
/** Words with whatever signs people put beside them, and the numbers that occur in names of columns (`Base 32`, `SHA-256`, `Column 2`). */
const NAME_OF_COLUMN = /^(?=.{1,60}$)[\p{L}\p{M}\p{P}\p{S} ]*(?:(?:1|2|16|32|64|128|256|512)[\p{L}\p{P}\p{S} ]*)?$/u;

/** Cells about the user that a `# version: N` comment announces; undefined for other comments, null for other versions. */
export function userCells(comment: string): number | null | undefined {
  const version = VERSION_COMMENT.exec(comment)?.[1];
  return version === undefined ? undefined : USER_CELLS.get(version) ?? null;
}

/** Reads a line as a header; undefined when it does not name a serial and a key column. */
export function headerLayout(cells: readonly string[]): Layout | undefined {
  const columns = new Map<Column, number>();
  let encoding: SeedEncoding = 'auto';
  for (const [index, cell] of cells.entries()) {
    const named = columnOf(cell);
    if (named === undefined || columns.has(named.column)) continue;
    columns.set(named.column, index);
    if (named.column === 'key') ({ encoding } = named);
  }
  return columns.has('serial') && columns.has('key') ? { kind: 'named', columns, encoding } : undefined;
}

/**
 * The columns that the operator chose.
 * @param header the cells of the first line; undefined when the file has none
 * @throws TokenFileError `unknown-columns`
 */
export function chosenLayout(chosen: NonNullable<CsvOptions['columns']>, header: readonly string[] | undefined, line: number): Layout {
  const columns = new Map<Column, number>();
  for (const column of CSV_COLUMNS) {
    const place = chosen[column];
    if (place === undefined) continue;
    const index = typeof place === 'number' ? place - 1 : header?.indexOf(place) ?? -1;
    if (index < 0) throw new TokenFileError('unknown-columns', { line, detail: named(String(place)) });
    columns.set(column, index);
  }
  const keyName = header?.[columns.get('key') ?? -1];
  return { kind: 'named', columns, encoding: (keyName === undefined ? undefined : columnOf(keyName)?.encoding) ?? 'auto' };
}

/** The delimiter that makes most sense of a line: one that finds known columns, else a seed, else any cells. */
export function delimiterOf(line: string): Delimiter | undefined {
  let best: Delimiter | undefined;
  let bestScore = 0;
  for (const delimiter of delimitersIn(line)) {
    const score = scoreOf(cellsOrNone(line, delimiter), delimiter);
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function scoreOf(cells: readonly string[], delimiter: Delimiter): number {
  if (cells.length < 2) return 0;
  if (headerLayout(cells) !== undefined) return 3;
  if (cells.slice(1).some(looksLikeSeed)) return 2;
  return delimiter === ' ' ? 0 : 1;
}

/** Whether a line, the first of its file, names columns; what it says of tokens would be lost if it were taken for one. */
export function looksLikeHeader(cells: readonly string[]): boolean {
  const named = cells.filter((cell) => cell !== '');
  return named.filter((cell) => /\p{L}/u.test(cell)).length >= 2 && named.every((cell) => NAME_OF_COLUMN.test(cell) && !looksLikeSeed(cell));
}

/** Whether lines without comments could be OATH CSV: a header, or a line with a seed after its first cell. */
export function looksLikeOathCsv(lines: readonly string[]): boolean {
  return lines.slice(0, LINES_LOOKED_AT).some((line, index) => {
    const delimiter = delimiterOf(line);
    if (delimiter === undefined) return false;
    const cells = cellsOrNone(line, delimiter);
    return scoreOf(cells, delimiter) > 1 || (index === 0 && cells[2]?.toLowerCase() === 'tan');
  });
}

function cellsOrNone(line: string, delimiter: Delimiter): readonly string[] {
  try {
    return splitCells(line, delimiter);
  } catch (error) {
    if (error instanceof RecordRefused) return [];
    throw error;
  }
}
