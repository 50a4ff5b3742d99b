/**
 * Reads SafeNet/Aladdin `<Tokens>` XML: event tokens (eToken PASS, SafeWord), in each `<Token serial="…">` an application
 * with its `<Seed>` in hexadecimal digits and its `<MovingFactor>`, the counter that comes next.
 */

import { checkedSeed, notNegative, seedWarnings, wholeNumber } from '../checked-numbers.ts';
import type { TokenFileLimits } from '../limits.ts';
import { SerialRegister, checkedSerial } from '../serials.ts';
import { decodeHex } from '../text/hex.ts';
import { NameKeeper } from '../text/keep.ts';
import { said, subjectOf } from '../detail.ts';
import { RecordRefused, TokenFileError } from '../token-file-error.ts';
import type { TokenFileEvent, TokenRecord } from '../token-record.ts';
import { attribute, child, descendant, textOf, type XmlElement } from '../xml/element.ts';
import { PackageStream } from '../xml/package-stream.ts';

const DIGITS = 6;
/** Seeds of this length are for SHA-256, all others for SHA-1. */
const SHA256_SEED_BYTES = 32;

/** @throws TokenFileError `not-well-formed`, `truncated`, `dtd-not-allowed`, `entity-not-allowed`, `limit-exceeded` */
export async function* readTokensXml(text: AsyncIterable<string>, limits: TokenFileLimits): AsyncGenerator<TokenFileEvent, void> {
  const stream = new PackageStream(limits);
  const reader = new TokensReader();
  let records = 0;
  for await (const piece of text) {
    for (const element of stream.push(piece)) {
      if (element.name !== 'Token') continue;
      records += 1;
      if (records > limits.records) throw new TokenFileError('limit-exceeded', { line: element.line, detail: said`number of records` });
      yield reader.read(element);
    }
  }
  stream.end();
}

class TokensReader {
  readonly #serials = new SerialRegister();
  readonly #names = new NameKeeper();

  read(element: XmlElement): TokenFileEvent {
    const { line } = element;
    const serial = attribute(element, 'serial');
    try {
      return { type: 'token', line, token: this.#token(element, serial) };
    } catch (error) {
      if (!(error instanceof RecordRefused)) throw error;
      return { type: 'refused', line, ...subjectOf(serial), reason: error.reason, ...(error.detail !== undefined && { detail: error.detail }) };
    }
  }

  #token(element: XmlElement, serialText: string | undefined): TokenRecord {
    const serial = checkedSerial(serialText);
    const application = descendant(element, 'Applications', 'Application');
    const seedText = textOf(child(application, 'Seed', 'seed'));
    if (seedText === undefined) throw new RecordRefused('no-secret');
    const seed = checkedSeed(decodeHex(seedText));
    const counter = notNegative(wholeNumber(textOf(child(application, 'MovingFactor')) ?? '0'));
    const model = this.#names.keep(textOf(child(element, 'ProductName')));
    this.#serials.claim(serial);
    return {
      serial, keyId: serial, algorithm: 'hotp', hash: seed.length === SHA256_SEED_BYTES ? 'sha256' : 'sha1', digits: DIGITS, counter, seed,
      ...(model !== undefined && { model }), warnings: seedWarnings(seed),
    };
  }
}
