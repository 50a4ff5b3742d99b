import { csvCell } from '@countersign/contracts';

export { CSV_BEGIN } from '@countersign/contracts';

/** A value of a cell. */
export type Cell = string | number | boolean | null;

/** One line of CSV; text that a spreadsheet would run as a formula stays text, and a number a number. */
export const csvRow = (cells: readonly Cell[]): string =>
  `${cells.map((cell) => (typeof cell === 'string' ? csvCell(cell) : String(cell ?? ''))).join(',')}\r\n`;
