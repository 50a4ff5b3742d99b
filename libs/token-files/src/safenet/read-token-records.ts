/**
 * Reads SafeNet/Aladdin authenticator records (`.dat`): LDIF-like entries, a blank line between them, in each
 *
 *     sccAuthenticatorId: TS001
 *     sccTokenType: eToken-PASS-TS
 *     sccTokenData: sccKey=<seed>;sccMode=T;sccPwLen=6;sccTick=30;
 *
 * `sccMode` is `E` for event tokens and `T` for time tokens, whose clocks count from the first of January 2000, UTC.
 * The signature of an entry is not verified: nobody publishes the key.
 */

import { checkedDigits, checkedPeriod, checkedSeed, seedWarnings, wholeNumber } from '../checked-numbers.ts';
import { tokenHash } from '../hash-name.ts';
import type { LineReader, ReadLine } from '../read-lines.ts';
import { SerialRegister, checkedSerial } from '../serials.ts';
import { decodeHex } from '../text/hex.ts';
import { displayName } from '../text/keep.ts';
import type { TextLine } from '../text/lines.ts';
import { repeated } from '../detail.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { TokenRecord } from '../token-record.ts';

const ATTRIBUTE = /^([A-Za-z][\w-]*)::?\s*(.*)$/;
const ENTRY = /^(?:dn:\s*sccAuthenticatorId=|sccAuthenticatorId:|objectclass:\s*scc)/i;
/** Seconds from 1970 to 2000. */
const CLOCK_BEGINS = Date.UTC(2000, 0, 1) / 1000;
const DEFAULT_DIGITS = '6';
const DEFAULT_PERIOD_SECONDS = '30';

/** Whether lines without comments are such records. */
export function looksLikeTokenRecords(lines: readonly string[]): boolean {
  return lines[0] !== undefined && ENTRY.test(lines[0]);
}

export class TokenRecordsReader implements LineReader {
  readonly #serials = new SerialRegister();
  #serial: string | undefined;
  #model: string | undefined;

  isComment({ text }: TextLine): boolean {
    if (text === '') [this.#serial, this.#model] = [undefined, undefined];
    return text === '' || text.startsWith('#');
  }

  read({ text }: TextLine): ReadLine {
    const [, name, value = ''] = ATTRIBUTE.exec(text) ?? [];
    switch (name?.toLowerCase()) {
      case undefined:
        // A continued line would leave a seed cut in two.
        throw new RecordRefused('bad-line');
      case 'sccauthenticatorid':
        this.#serial = value;
        return { kind: 'header' };
      case 'scctokentype':
        this.#model = value;
        return { kind: 'header' };
      case 'scctokendata': {
        const [serial, model] = [this.#serial, this.#model];
        return { kind: 'entry', serial, token: () => this.#record(serial, model, value) };
      }
      default:
        return { kind: 'header' };
    }
  }

  #record(serialText: string | undefined, modelText: string | undefined, data: string): TokenRecord {
    const values = new Map(data.split(';').map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals).trim().toLowerCase(), pair.slice(equals + 1).trim()];
    }));
    const serial = checkedSerial(serialText);
    const seed = seedOf(values.get('scckey'));
    const hashName = values.get('crypto');
    const hash = hashName === undefined ? 'sha1' : tokenHash(hashName);
    if (hash === undefined) throw new RecordRefused('unsupported-hash', repeated(hashName ?? ''));
    const digits = checkedDigits(wholeNumber(values.get('sccpwlen') ?? DEFAULT_DIGITS));
    const factor = factorOf(values);
    const model = displayName(modelText);
    this.#serials.claim(serial);
    return { serial, keyId: serial, hash, digits, ...factor, seed, ...(model !== undefined && { model }), warnings: seedWarnings(seed) };
  }
}

function seedOf(text: string | undefined): Uint8Array {
  if (text === undefined || text === '') throw new RecordRefused('no-secret');
  // `(AES:…)`: sealed under a key of the server that wrote the file.
  const cipher = /^\((\w{1,20}):/.exec(text)?.[1];
  if (cipher !== undefined) throw new RecordRefused('unsupported-cipher', repeated(cipher));
  return checkedSeed(decodeHex(text));
}

function factorOf(values: ReadonlyMap<string, string>): Pick<TokenRecord, 'algorithm' | 'counter' | 'period' | 't0'> {
  const mode = values.get('sccmode') ?? '';
  switch (mode.toUpperCase()) {
    case 'E': return { algorithm: 'hotp', counter: 0 };
    case 'T': return { algorithm: 'totp', period: checkedPeriod(wholeNumber(values.get('scctick') ?? DEFAULT_PERIOD_SECONDS)), t0: CLOCK_BEGINS };
    default: throw new RecordRefused('unsupported-token-type', repeated(`sccMode ${mode}`));
  }
}
