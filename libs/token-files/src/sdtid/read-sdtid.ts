/**
 * Reads a software-token batch: `TKNBatch` XML with one `TKNHeader` and a `TKN` for each token. What a token does not
 * say itself, the header says for all (`Digits`, else `DefDigits`).
 *
 * Its makers' code algorithm is not public and not part of this product. The seeds are read, their MACs verified, and
 * the tokens run TOTP with the file's digits and interval: they have to be distributed to phones anew, and the file
 * warning `makers-codes-differ` says so.
 */

import { checkedDigits, checkedPeriod, checkedSeed, wholeNumber } from '../checked-numbers.ts';
import type { TokenFileLimits } from '../limits.ts';
import { dateWarnings } from '../pskc/policy.ts';
import { SerialRegister, checkedSerial } from '../serials.ts';
import { decodeBase64 } from '../text/base64.ts';
import { dayAfter, parseDay } from '../text/dates.ts';
import { NameKeeper } from '../text/keep.ts';
import { named, repeated, said, subjectOf } from '../detail.ts';
import { RecordRefused, TokenFileError } from '../token-file-error.ts';
import type { TokenFileEvent, TokenRecord } from '../token-record.ts';
import type { Unlock } from '../unlock.ts';
import { child, descendant, textOf, type XmlElement } from '../xml/element.ts';
import { PackageStream } from '../xml/package-stream.ts';
import { BatchKeys, type BatchIdentity } from './batch-keys.ts';
import { macData } from './mac-data.ts';

export interface SdtidOptions {
  readonly unlock: Unlock;
  readonly limits: TokenFileLimits;
  readonly now: Date | undefined;
}

const BLOCK_BYTES = 16;
/** The code length and interval of a software token where neither token nor header says one. */
const DEFAULT_DIGITS = 6;
const DEFAULT_PERIOD_SECONDS = 60;
/** `Alg` of tokens with 128-bit seeds; older ones have 64 bits, too few to go on with. */
const ALGORITHM_128_BIT = '1';

/** @throws TokenFileError any reason but those of text encoding and format detection */
export async function* readSdtid(text: AsyncIterable<string>, options: SdtidOptions): AsyncGenerator<TokenFileEvent, void> {
  const stream = new PackageStream(options.limits);
  const batch = new BatchReader(options);
  try {
    for await (const piece of text) {
      const elements = stream.push(piece);
      if (stream.root !== undefined && stream.root.name !== 'TKNBatch') throw new TokenFileError('unsupported-format', { line: stream.root.line, detail: named(stream.root.name) });
      for (const element of elements) yield* batch.read(element);
    }
    stream.end();
  } catch (error) {
    if (error instanceof TokenFileError && error.line === undefined) throw new TokenFileError(error.reason, { line: stream.line, detail: error.detail });
    throw error;
  }
}

interface Opened {
  readonly header: XmlElement;
  readonly keys: BatchKeys;
  /** The header's own MAC fits; if not, what it says about all tokens was changed. */
  readonly headerIntact: boolean;
}

class BatchReader {
  readonly #options: SdtidOptions;
  readonly #serials = new SerialRegister();
  readonly #names = new NameKeeper();
  #header: XmlElement | undefined;
  #opened: Opened | undefined;
  #records = 0;

  constructor(options: SdtidOptions) {
    this.#options = options;
  }

  * read(element: XmlElement): Generator<TokenFileEvent, void> {
    if (element.name === 'TKNHeader' && this.#header === undefined) {
      this.#header = element;
      yield { type: 'warning', line: element.line, warning: 'makers-codes-differ' };
    } else if (element.name === 'TKN') {
      this.#records += 1;
      if (this.#records > this.#options.limits.records) throw new TokenFileError('limit-exceeded', { line: element.line, detail: said`number of records` });
      if (this.#header === undefined) throw new TokenFileError('encryption-incomplete', { line: element.line, detail: said`TKNHeader` });
      this.#opened ??= open(this.#header, element, this.#options.unlock);
      yield this.#readOne(element, this.#opened);
    } else if (element.name === 'TKNTrailer' && textOf(child(element, 'BatchSignature')) !== undefined) {
      yield { type: 'warning', line: element.line, warning: 'signature-not-verified' };
    }
  }

  #readOne(element: XmlElement, opened: Opened): TokenFileEvent {
    const serial = textOf(child(element, 'SN'));
    try {
      return { type: 'token', line: element.line, token: this.#token(element, opened) };
    } catch (error) {
      if (!(error instanceof RecordRefused)) throw error;
      return {
        type: 'refused', line: element.line, ...subjectOf(serial),
        reason: error.reason, ...(error.detail !== undefined && { detail: error.detail }),
      };
    }
  }

  #token(element: XmlElement, { header, keys, headerIntact }: Opened): TokenRecord {
    const setting = (name: string): string | undefined => textOf(child(element, name)) ?? textOf(child(header, `Def${name}`));
    const serial = checkedSerial(textOf(child(element, 'SN')));
    const algorithm = setting('Alg') ?? ALGORITHM_128_BIT;
    if (algorithm !== ALGORITHM_128_BIT) throw new RecordRefused('unsupported-algorithm', repeated(`Alg ${algorithm}`));
    const seed = openSeed(element, serial, keys, headerIntact);
    const startsAt = dateOf(setting('Birth'));
    const lastDay = dateOf(setting('Death'));
    const expiresAt = lastDay === undefined ? undefined : dayAfter(lastDay);
    const digits = checkedDigits(wholeNumber(setting('Digits') ?? `${DEFAULT_DIGITS}`));
    const period = checkedPeriod(wholeNumber(setting('Interval') ?? `${DEFAULT_PERIOD_SECONDS}`));
    const account = this.#names.keep(textOf(child(element, 'UserLogin')));
    const friendlyName = this.#names.keep(textOf(descendant(element, 'TokenAttributes', 'Nickname')));
    this.#serials.claim(serial);
    return {
      serial, keyId: serial, algorithm: 'totp', hash: 'sha1', digits, period, t0: 0, seed, form: 'software',
      ...(startsAt !== undefined && { startsAt }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(account !== undefined && { account }),
      ...(friendlyName !== undefined && { friendlyName }),
      warnings: dateWarnings(startsAt, expiresAt, this.#options.now),
    };
  }
}

/** Finds the password that the batch was made with: the operator's, or none. A file without one may come with a password for nothing. */
function open(header: XmlElement, first: XmlElement, { password }: Unlock): Opened {
  const identity = identityOf(header);
  const data = macData(header);
  const headerMac = bytesOf(child(header, 'HeaderMAC')) ?? Buffer.alloc(0);
  const candidates = (password === undefined ? [undefined] : [password, undefined]).map((candidate) => new BatchKeys(identity, candidate));
  const intact = candidates.find((keys) => keys.proves('BatchMAC', identity.name, data, headerMac));
  if (intact !== undefined) return { header, keys: intact, headerIntact: true };
  const opening = candidates.find((keys) => isProven(first, textOf(child(first, 'SN')) ?? '', keys));
  if (opening !== undefined) return { header, keys: opening, headerIntact: false };
  throw new TokenFileError(password === undefined ? 'password-needed' : 'wrong-password', { line: header.line });
}

function identityOf(header: XmlElement): BatchIdentity {
  const secret = bytesOf(child(header, 'Secret'));
  if (secret?.length !== BLOCK_BYTES) throw new TokenFileError('encryption-incomplete', { line: header.line, detail: said`Secret` });
  const text = (name: string): string => textOf(child(header, name)) ?? '';
  return { origin: text('Origin'), destination: text('Dest'), name: text('Name'), secret };
}

function openSeed(element: XmlElement, serial: string, keys: BatchKeys, headerIntact: boolean): Uint8Array {
  const text = textOf(child(element, 'Seed'));
  if (text === undefined) throw new RecordRefused('no-secret');
  // The first character says that the seed is encrypted and is no part of its base64.
  const sealed = decodeBase64(text.slice(1));
  if (sealed?.length !== BLOCK_BYTES) throw new RecordRefused('bad-secret');
  if (child(element, 'TokenMAC') === undefined) throw new RecordRefused('mac-missing');
  if (!headerIntact || !isProven(element, serial, keys)) throw new RecordRefused('wrong-mac');
  return checkedSeed(keys.openSeed(serial, sealed));
}

function isProven(element: XmlElement, serial: string, keys: BatchKeys): boolean {
  const mac = bytesOf(child(element, 'TokenMAC'));
  return mac !== undefined && keys.proves('TokenMAC', serial, macData(element), mac);
}

function bytesOf(element: XmlElement | undefined): Buffer | undefined {
  const text = textOf(element);
  return text === undefined ? undefined : decodeBase64(text);
}

function dateOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = parseDay(text);
  if (date === undefined) throw new RecordRefused('bad-date', repeated(text));
  return date;
}
