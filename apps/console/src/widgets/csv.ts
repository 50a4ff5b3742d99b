import { CSV_BEGIN } from '@countersign/contracts/admin-api';

export const csvBlob = (lines: readonly string[]): Blob => new Blob([CSV_BEGIN, ...lines], { type: 'text/csv;charset=utf-8' });

export function download(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
