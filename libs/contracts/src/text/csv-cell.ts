/**
 * What a spreadsheet takes for the beginning of a formula, full-width forms too (OWASP, "CSV Injection"), also behind
 * blanks, quotes and what nobody sees: programs trim some of it.
 */
const FORMULA_LEAD = /^(?:[\s"'`\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]|[\t\r\n])/u;
/** The apostrophe that {@link csvCell} put in front. */
const GUARD = new RegExp(`^'(?=${FORMULA_LEAD.source.slice(1)})`, 'u');
/** Semicolon and tab separate cells for spreadsheets of some countries: what follows one would begin a cell. */
const NEEDS_QUOTES = /[",;\t\r\n]/;

/**
 * One cell of CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front: what people
 * and devices send must not run on an administrator's computer.
 */
export function csvCell(text: string): string {
  const harmless = FORMULA_LEAD.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The text that stood in a cell before {@link csvCell}, or a careful person, put an apostrophe in front. */
export const withoutFormulaGuard = (cell: string): string => cell.replace(GUARD, '');

/** One line of CSV. */
export const csvLine = (cells: readonly string[]): string => `${cells.map((cell) => csvCell(cell)).join(',')}\r\n`;

/** Excel reads UTF-8 only behind a byte-order mark. */
export const CSV_BEGIN = '\uFEFF';
