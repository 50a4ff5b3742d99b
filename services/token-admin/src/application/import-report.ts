import type { adminApi } from '@countersign/contracts';

/** Longest list in a report; a file may have a million bad lines, and the count says so. */
export const REPORT_LINES = 1_000;

/** Collects what an operator must know about an import. */
export class ImportReporter {
  read = 0;
  refusedCount = 0;
  readonly #refused: adminApi.ImportReport['refused'] = [];
  readonly #warnings: adminApi.ImportReport['warnings'] = [];

  refuse(entry: { line: number; serial?: string | undefined; reason: string; detail?: string | undefined }): void {
    this.refusedCount += 1;
    if (this.#refused.length >= REPORT_LINES) return;
    this.#refused.push({ line: entry.line, serial: entry.serial ?? null, reason: entry.reason, detail: entry.detail ?? null });
  }

  warn(entry: { line: number; serial: string | undefined; warning: string }): void {
    if (this.#warnings.length < REPORT_LINES) this.#warnings.push({ ...entry, serial: entry.serial ?? null });
  }

  answer(imported: number, dryRun: boolean): adminApi.ImportReport {
    return {
      dryRun, imported, read: this.read, refusedCount: this.refusedCount,
      warnings: this.#warnings, refused: this.#refused.toSorted((one, other) => one.line - other.line),
    };
  }
}
