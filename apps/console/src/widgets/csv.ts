/**
 * A cell that a spreadsheet would calculate gets an apostrophe in front, also before a full-width sign; quotes are doubled
 * (RFC 4180). Semicolon and tab separate cells for spreadsheets of some countries, so they stand in quotes.
 */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export const csvLine = (cells: readonly string[]): string => `${cells.map((cell) => csvCell(cell)).join(',')}\r\n`;

/** The byte order mark tells spreadsheets that the text is UTF-8. */
export const csvBlob = (lines: readonly string[]): Blob => new Blob(['\uFEFF', ...lines], { type: 'text/csv;charset=utf-8' });

export function download(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
