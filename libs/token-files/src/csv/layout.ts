/** Which columns an OATH CSV file has: by position, or by the names in its header line. */

import { decodeBase32 } from '../text/base32.ts';
import { decodeHex } from '../text/hex.ts';
import { RecordRefused } from '../token-file-error.ts';
import { delimiterOf, splitCells } from './cells.ts';

export type Column = 'account' | 'serial' | 'key' | 'type' | 'digits' | 'counter' | 'period' | 'hash' | 'manufacturer' | 'model';

export type Layout =
  /**
   * `serial, key [, type [, digits [, counter or period [, hash]]]]`, and before the serial `skipped` cells about the
   * user (privacyIDEA version 2: user name, resolver, realm).
   */
  | { readonly kind: 'positional'; readonly skipped: number }
  | { readonly kind: 'named'; readonly columns: ReadonlyMap<Column, number> };

/** Header names without case, blanks and punctuation. Entra ID and Deepnet SafeID files have the first of each line. */
const HEADER_NAMES: ReadonlyMap<string, Column> = new Map([
  ...named('account', 'upn', 'user', 'username', 'userprincipalname', 'login'),
  ...named('serial', 'serialnumber', 'serial', 'serialno', 'sn', 'tokenserial', 'tokenserialnumber'),
  ...named('key', 'secretkey', 'secret', 'seed', 'key', 'otpkey', 'secretkeybase32orhex', 'secretkeybase32', 'secretkeyhex'),
  ...named('period', 'timeinterval', 'timestep', 'interval', 'period', 'timeintervalinseconds'),
  ...named('manufacturer', 'manufacturer', 'vendor'),
  ...named('model', 'model', 'devicemodel'),
  ...named('type', 'type', 'tokentype', 'otptype'),
  ...named('digits', 'digits', 'otplength', 'otplen', 'length'),
  ...named('counter', 'counter', 'movingfactor'),
  ...named('hash', 'hash', 'hashalgorithm', 'hashfunction', 'hashlib', 'algorithm'),
]);

function named(column: Column, ...names: readonly string[]): [string, Column][] {
  return names.map((name) => [name, column]);
}

const VERSION_COMMENT = /^#\s*version\s*[:=]\s*(\d+)/i;
/** Cells about the user before the serial, by version of privacyIDEA's layout. */
const USER_CELLS: ReadonlyMap<string, number> = new Map([['1', 0], ['2', 3]]);
/** A cell of this many characters that decodes is taken for a key when a format is guessed. */
const KEY_CHARACTERS = 16;

/** Cells about the user that a `# version: N` comment announces; undefined for other comments, null for other versions. */
export function userCells(comment: string): number | null | undefined {
  const version = VERSION_COMMENT.exec(comment)?.[1];
  return version === undefined ? undefined : USER_CELLS.get(version) ?? null;
}

/** Reads a line as a header; undefined when it does not name a serial and a key column. */
export function headerLayout(cells: readonly string[]): Layout | undefined {
  const columns = new Map<Column, number>();
  for (const [index, cell] of cells.entries()) {
    const name = cell.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    const column = HEADER_NAMES.get(name);
    if (column !== undefined && !columns.has(column)) columns.set(column, index);
  }
  return columns.has('serial') && columns.has('key') ? { kind: 'named', columns } : undefined;
}

/** Whether lines without comments could be OATH CSV: a header, or a cell after the first that is a key. */
export function looksLikeOathCsv(lines: readonly string[]): boolean {
  const [first] = lines;
  const delimiter = first === undefined ? undefined : delimiterOf(first);
  if (first === undefined || delimiter === undefined) return false;
  try {
    const cells = splitCells(first, delimiter);
    return headerLayout(cells) !== undefined || cells.slice(1).some((cell) => isKey(cell)) || cells[2]?.toLowerCase() === 'tan';
  } catch (error) {
    if (error instanceof RecordRefused) return false;
    throw error;
  }
}

function isKey(cell: string): boolean {
  return cell.length >= KEY_CHARACTERS && (decodeHex(cell) ?? decodeBase32(cell)) !== undefined;
}
