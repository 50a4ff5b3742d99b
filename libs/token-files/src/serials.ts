/** Serial numbers: what is one, and which ones a file has used already. */

import { MAX_SERIAL_CHARACTERS } from './limits.ts';
import { detach } from './text/keep.ts';
import { RecordRefused, printable } from './token-file-error.ts';

const PRINTABLE = /^[^\p{C}\p{Z}](?:[^\p{C}\p{Z}]| (?! ))*$/u;
/** What a spreadsheet makes of a long number when it saves CSV; the last digits are lost. */
const SPREADSHEET_NUMBER = /^\d[.,]\d+E\+\d+$/i;

/**
 * Accepts a serial as text: trimmed, Unicode NFC, 1 to 64 printable characters, single spaces inside.
 * @throws RecordRefused `no-serial`, `bad-serial`
 */
export function checkedSerial(text: string | undefined): string {
  const serial = (text ?? '').trim().normalize('NFC');
  if (serial === '') throw new RecordRefused('no-serial');
  if (serial.length > MAX_SERIAL_CHARACTERS || !PRINTABLE.test(serial)) throw new RecordRefused('bad-serial', printable(serial.slice(0, MAX_SERIAL_CHARACTERS)));
  if (SPREADSHEET_NUMBER.test(serial)) throw new RecordRefused('bad-serial', `${serial} is a number that a spreadsheet has rounded`);
  return serial;
}

/** The serials of one file; two tokens never get the same one. */
export class SerialRegister {
  readonly #taken = new Set<string>();

  has(serial: string): boolean {
    return this.#taken.has(serial);
  }

  /** Takes a serial; false when it is taken already. */
  tryClaim(serial: string): boolean {
    const before = this.#taken.size;
    this.#taken.add(detach(serial));
    return this.#taken.size > before;
  }

  /** Takes a serial. @throws RecordRefused `duplicate-serial-in-file` */
  claim(serial: string): void {
    if (!this.tryClaim(serial)) throw new RecordRefused('duplicate-serial-in-file');
  }
}
