import { tokenFileKindText } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';

type Report = adminApi.ImportReport;

/** Longest list in a report; a file may have a million bad lines, and the count says so. */
export const REPORT_LINES = 1_000;

/** Collects what an operator must know about an import. */
export class ImportReporter {
  #read = 0;
  /** Why the file as a whole could not be read to its end; undefined when it was. */
  unreadable: string | undefined;
  #refusedCount = 0;
  #warningCount = 0;
  #namesUsers = false;
  readonly #refused: Report['refused'] = [];
  readonly #warnings: Report['warnings'] = [];

  /** @param onRead hears how many records were read well so far */
  constructor(private readonly onRead: (records: number) => void = () => {}) {}

  get read(): number {
    return this.#read;
  }
  get refusedCount(): number {
    return this.#refusedCount;
  }

  readWell(): void {
    this.#read += 1;
    this.onRead(this.#read);
  }

  refuse(entry: { line: number; serial?: string | undefined; reason: string; detail?: string | undefined }): void {
    this.#refusedCount += 1;
    if (this.#refused.length >= REPORT_LINES) return;
    this.#refused.push({ line: entry.line, serial: entry.serial ?? null, reason: entry.reason, detail: entry.detail ?? null });
  }

  endAt({ line, reason, detail }: { line?: number | undefined; reason: string; detail?: string | undefined }): void {
    this.refuse({ line: line ?? 0, reason, detail });
    const kind = detail === undefined ? undefined : tokenFileKindText(detail, 'en') ?? detail;
    this.unreadable = [line === undefined ? reason : `${reason} at line ${line}`, kind].filter((part) => part !== undefined).join(': ');
  }

  /** Records whose serial number the directory has. */
  refuseKnown(tokens: readonly { line: number; serial: string }[]): void {
    for (const { line, serial } of tokens) this.refuse({ line, serial, reason: 'duplicate-serial' });
  }

  /** The file names the user of a token, and nobody is to get it. Said once. */
  nameUser(line: number): void {
    if (this.#namesUsers) return;
    this.#namesUsers = true;
    this.warn({ line, warning: 'users-not-assigned' });
  }

  warn({ line, serial, warning, detail }: { line: number; serial?: string; warning: string; detail?: string }): void {
    this.#warningCount += 1;
    if (this.#warnings.length < REPORT_LINES) this.#warnings.push({ line, serial: serial ?? null, warning, ...(detail !== undefined && { detail }) });
  }

  answer({ imported, assigned }: { readonly imported: number; readonly assigned: number }, dryRun: boolean): Report {
    return {
      dryRun, imported, assigned, read: this.#read, refusedCount: this.#refusedCount, warningCount: this.#warningCount,
      warnings: this.#warnings.toSorted((one, other) => one.line - other.line), refused: this.#refused.toSorted((one, other) => one.line - other.line),
    };
  }
}
