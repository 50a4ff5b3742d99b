/**
 * Reads the logs of Yubico's personalization tool, in both layouts: the traditional one
 *
 *     OATH-HOTP,11.12.13 18:55,1,<token identifier>,,<seed>,,,0,0,0,<digits>,…
 *
 * and Yubico's own, `<serial>,,0,<seed>,,<time>,`, where a key of 40 hexadecimal digits and a `0` are OATH-HOTP.
 * Yubico OTP, static passwords and challenge-response are no codes that can be checked here, and refused one by one.
 */

import { checkedDigits, checkedSeed, seedWarnings, wholeNumber } from '../checked-numbers.ts';
import { splitCells } from '../csv/cells.ts';
import type { LineReader, ReadLine } from '../read-lines.ts';
import { SerialRegister, checkedSerial } from '../serials.ts';
import { decodeHex } from '../text/hex.ts';
import type { TextLine } from '../text/lines.ts';
import { named, said } from '../detail.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { TokenRecord } from '../token-record.ts';

const TRADITIONAL = /^"?(yubico otp|oath-hotp|static password|challenge-response)\b/i;
/** Serial, public identity, `0` or private identity, key, access code, time. */
const OWN = /^\d{4,10},[cbdefghijklnrtuv]{0,32},(?:0|[0-9a-f]{12})?,[0-9a-f]{32,40},[0-9a-f]*,\d{4}-\d{2}-\d{2}T/i;
const DEFAULT_DIGITS = 6;
/** Places of the cells of both layouts. */
const [IDENTIFIER, SEED, DIGITS] = [3, 5, 11] as const;
const [OWN_SERIAL, OWN_KIND, OWN_SEED] = [0, 2, 3] as const;

export function looksLikeYubicoLog(line: string | undefined): boolean {
  return line !== undefined && (TRADITIONAL.test(line) || OWN.test(line));
}

export class YubicoLogReader implements LineReader {
  readonly #serials = new SerialRegister();

  isComment({ text }: TextLine): boolean {
    return text === '' || text.startsWith('#') || text.startsWith('LOGGING START');
  }

  read({ text }: TextLine): ReadLine {
    const cells = splitCells(text, ',');
    const serial = TRADITIONAL.test(text) ? cells[IDENTIFIER] : cells[OWN_SERIAL];
    return { kind: 'entry', serial: serial === '' ? undefined : serial, token: () => this.#record(text, cells, serial) };
  }

  #record(text: string, cells: readonly string[], serialText: string | undefined): TokenRecord {
    const traditional = TRADITIONAL.test(text);
    if (!traditional && !OWN.test(text)) throw new RecordRefused('bad-line', said`${cells.length} cells`);
    const kind = traditional ? TRADITIONAL.exec(text)?.[1] ?? '' : cells[OWN_KIND] === '0' ? 'OATH-HOTP' : cells[OWN_KIND] === '' ? 'static password' : 'Yubico OTP';
    if (kind.toLowerCase() !== 'oath-hotp') throw new RecordRefused('unsupported-token-type', named(kind));
    const seed = checkedSeed(decodeHex((traditional ? cells[SEED] : cells[OWN_SEED]) ?? ''));
    const digits = checkedDigits(digitsOf(traditional ? cells[DIGITS] : undefined));
    const serial = checkedSerial(serialText);
    this.#serials.claim(serial);
    return { serial, keyId: serial, algorithm: 'hotp', hash: 'sha1', digits, counter: 0, seed, manufacturer: 'Yubico', warnings: seedWarnings(seed) };
  }
}

/** Zero stands where nothing was set. */
function digitsOf(text: string | undefined): number {
  return text === undefined || text === '' || text === '0' ? DEFAULT_DIGITS : wholeNumber(text);
}
