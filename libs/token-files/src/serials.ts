/** Serial numbers: what is one, and which ones a file has used already. */

import { hash } from 'node:crypto';
import { MAX_SERIAL_CHARACTERS } from './limits.ts';
import { repeated, said } from './detail.ts';
import { RecordRefused } from './token-file-error.ts';

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
  if (serial.length > MAX_SERIAL_CHARACTERS || !PRINTABLE.test(serial)) throw new RecordRefused('bad-serial', repeated(serial));
  if (SPREADSHEET_NUMBER.test(serial)) throw new RecordRefused('bad-serial', said`${repeated(serial)} is a number that a spreadsheet has rounded`);
  return serial;
}

/** Slots of an empty register; it doubles when half of them are taken. */
const FIRST_SLOTS = 1_024;
/** Words of 32 bits of a digest that are kept: with 128 bits no two of a file's serials ever share them. */
const WORDS = 4;

/**
 * The serials of one file; two tokens never get the same one. What is kept of a serial is a part of its SHA-256, in a
 * table of its own: a million of them take 32 MB, where a set of texts takes more than 100.
 */
export class SerialRegister {
  #slots = FIRST_SLOTS;
  #words = new Uint32Array(FIRST_SLOTS * WORDS);
  #taken = 0;

  has(serial: string): boolean {
    return !isFree(this.#words, placeOf(this.#words, this.#slots, digestOf(serial)));
  }

  /** Takes a serial; false when it is taken already. */
  tryClaim(serial: string): boolean {
    const digest = digestOf(serial);
    const place = placeOf(this.#words, this.#slots, digest);
    if (!isFree(this.#words, place)) return false;
    this.#words.set(digest, place);
    this.#taken += 1;
    if (this.#taken * 2 > this.#slots) this.#grow();
    return true;
  }

  /** Takes a serial. @throws RecordRefused `duplicate-serial-in-file` */
  claim(serial: string): void {
    if (!this.tryClaim(serial)) throw new RecordRefused('duplicate-serial-in-file');
  }

  #grow(): void {
    const slots = this.#slots * 2;
    const words = new Uint32Array(slots * WORDS);
    for (let from = 0; from < this.#words.length; from += WORDS) {
      if (isFree(this.#words, from)) continue;
      const digest = this.#words.subarray(from, from + WORDS);
      words.set(digest, placeOf(words, slots, digest));
    }
    [this.#slots, this.#words] = [slots, words];
  }
}

function digestOf(serial: string): Uint32Array {
  const bytes = hash('sha256', serial, 'buffer');
  const digest = new Uint32Array(WORDS);
  for (let word = 0; word < WORDS; word += 1) digest[word] = bytes.readUInt32LE(word * 4);
  return digest;
}

/** Where a digest stands, or the free slot where it belongs. At least half of the slots are free, so there is one. */
function placeOf(words: Uint32Array, slots: number, digest: Uint32Array): number {
  for (let slot = (digest[0] ?? 0) % slots; ; slot = (slot + 1) % slots) {
    const place = slot * WORDS;
    if (isFree(words, place) || isSame(words, place, digest)) return place;
  }
}

function isSame(words: Uint32Array, place: number, digest: Uint32Array): boolean {
  return words[place] === digest[0] && words[place + 1] === digest[1] && words[place + 2] === digest[2] && words[place + 3] === digest[3];
}

/** A digest of zeros alone does not occur. */
function isFree(words: Uint32Array, place: number): boolean {
  return words[place] === 0 && words[place + 1] === 0 && words[place + 2] === 0 && words[place + 3] === 0;
}
