/**
 * Reads key-fob seed text, the plain text that comes with hardware tokens:
 *
 *     # serial  seed                                      start       end         type  digits  period
 *     00012345  3132333435363738393031323334353637383930  2026-01-01  2030-12-31  totp  6       60
 *
 * One token in each line, seven fields in this order, between them blanks or tabs, or a comma or semicolon. `-` stands
 * for a field that is not given. `start` and `end` are days in UTC, both of them good; `type` is `totp`, `hotp`, one of
 * them with its hash (`totp-sha256`), `gmt-sm3` or `gmt-sm4`; the last field is the time step in seconds, and of an
 * event token the counter that it uses next. The seed is hexadecimal. Lines that start with `#` are comments.
 */

import { checkedDigits, checkedPeriod, checkedSeed, notNegative, seedWarnings, wholeNumber } from '../checked-numbers.ts';
import { tokenHash } from '../hash-name.ts';
import { dateWarnings } from '../pskc/policy.ts';
import type { LineReader, ReadLine } from '../read-lines.ts';
import { SerialRegister, checkedSerial } from '../serials.ts';
import { dayAfter, parseDay } from '../text/dates.ts';
import { decodeHex } from '../text/hex.ts';
import type { TextLine } from '../text/lines.ts';
import { repeated, said } from '../detail.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { TokenRecord } from '../token-record.ts';

const FIELDS = 7;
const NOT_GIVEN = '-';
const DEFAULT_DIGITS = 6;
const DEFAULT_PERIOD_SECONDS = 60;
const TYPE = /^(?:(hotp|totp)(?:-?(sha-?(?:1|256|512)))?|(?:gmt-)?(sm[34]))$/i;
const DATE = String.raw`(?:\d{4}[-/]\d{2}[-/]\d{2}|-)`;
const GAP = String.raw`(?:[ \t]*[,;][ \t]*|[ \t]+)`;
const LINE = new RegExp(String.raw`^[^\s,;]+${GAP}(?:[0-9A-Fa-f]{2}){8,}${GAP}${DATE}${GAP}${DATE}${GAP}[A-Za-z-]`);

/** Whether a line that is no comment could be key-fob seed text: a seed and two days after the serial. */
export function looksLikeKeyFob(line: string | undefined): boolean {
  return line !== undefined && LINE.test(line);
}

export class KeyFobReader implements LineReader {
  readonly #serials = new SerialRegister();
  readonly #now: Date | undefined;

  /** @param now today, for the warnings about dates; undefined: none */
  constructor(now: Date | undefined) {
    this.#now = now;
  }

  isComment({ text }: TextLine): boolean {
    return text === '' || text.startsWith('#');
  }

  read({ text }: TextLine): ReadLine {
    const fields = text.split(/\s*[,;]\s*|\s+/).map((field) => (field === NOT_GIVEN ? undefined : field));
    return { kind: 'entry', serial: fields[0], token: () => this.#record(fields) };
  }

  #record(fields: readonly (string | undefined)[]): TokenRecord {
    if (fields.length !== FIELDS) throw new RecordRefused('bad-line', said`${fields.length} fields where ${FIELDS} are needed`);
    const [serialText, seedText, start, end, type, digits, factor] = fields;
    const serial = checkedSerial(serialText);
    const seed = seedOf(seedText);
    const startsAt = dayOf(start);
    const lastDay = dayOf(end);
    const expiresAt = lastDay === undefined ? undefined : dayAfter(lastDay);
    const code = codeOf(type, digits, factor);
    this.#serials.claim(serial);
    return {
      serial, keyId: serial, seed, ...code,
      ...(startsAt !== undefined && { startsAt }),
      ...(expiresAt !== undefined && { expiresAt }),
      warnings: [...dateWarnings(startsAt, expiresAt, this.#now), ...seedWarnings(seed)],
    };
  }
}

function seedOf(text: string | undefined): Uint8Array {
  if (text === undefined) throw new RecordRefused('no-secret');
  return checkedSeed(decodeHex(text));
}

function dayOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const day = parseDay(text);
  if (day === undefined) throw new RecordRefused('bad-date', repeated(text));
  return day;
}

function codeOf(typeText: string | undefined, digitsText: string | undefined, factor: string | undefined): Pick<TokenRecord, 'algorithm' | 'hash' | 'digits' | 'period' | 't0' | 'counter'> {
  if (typeText === undefined) throw new RecordRefused('no-algorithm');
  const [, oath, hashName, gmt] = TYPE.exec(typeText) ?? [];
  const digits = checkedDigits(digitsText === undefined ? DEFAULT_DIGITS : wholeNumber(digitsText));
  const hash = tokenHash(hashName ?? 'sha1') ?? 'sha1';
  if (oath?.toLowerCase() === 'hotp') return { algorithm: 'hotp', hash, digits, counter: factor === undefined ? 0 : notNegative(wholeNumber(factor)) };
  const period = checkedPeriod(factor === undefined ? DEFAULT_PERIOD_SECONDS : wholeNumber(factor));
  if (oath !== undefined) return { algorithm: 'totp', hash, digits, period, t0: 0 };
  if (gmt !== undefined) return { algorithm: gmt.toLowerCase() === 'sm3' ? 'gmt-sm3' : 'gmt-sm4', hash, digits, period, t0: 0 };
  throw new RecordRefused('unsupported-token-type', repeated(typeText));
}
