/** A value of a cell. */
export type Cell = string | number | boolean | null;

/** Excel reads UTF-8 only behind a byte-order mark. */
export const CSV_BEGIN = '\uFEFF';
/** What a spreadsheet takes for the beginning of a formula, full-width forms too (OWASP, "CSV Injection"). */
const FORMULA_LEAD = /^[=+\-@＝＋－＠\t\r\n]/;
/** Semicolon and tab separate cells for spreadsheets of some countries: what follows one would begin a cell. */
const NEEDS_QUOTES = /[",;\t\r\n]/;

/**
 * One line of CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front: what people
 * and devices send must not run on an administrator's computer.
 */
export const csvRow = (cells: readonly Cell[]): string => `${cells.map((cell) => csvCell(cell)).join(',')}\r\n`;

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA_LEAD.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
