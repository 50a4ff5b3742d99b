/** A cell that a spreadsheet would calculate gets an apostrophe in front; quotes are doubled (RFC 4180). */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
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
