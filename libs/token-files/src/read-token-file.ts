/** The one entrance for seed files: finds the format, decodes the text, reads the entries. */

import { DETECTION_BYTES, detectFormat, type DetectedFormat, type TokenFileFormat } from './detect-format.ts';
import { DEFAULT_LIMITS, type TokenFileLimits } from './limits.ts';
import type { CsvOptions } from './csv/options.ts';
import { OathCsvReader } from './csv/read-oath-csv.ts';
import { KeyFobReader } from './key-fob/read-key-fob.ts';
import { openEnvelope } from './openpgp/envelope.ts';
import { OtpauthReader } from './otpauth/read-otpauth.ts';
import { readPskc } from './pskc/read-pskc.ts';
import { readLines } from './read-lines.ts';
import { readSdtid } from './sdtid/read-sdtid.ts';
import { readTokensXml } from './safenet/read-tokens-xml.ts';
import { TokenRecordsReader } from './safenet/read-token-records.ts';
import { YubicoLogReader } from './yubico/read-yubico-log.ts';
import { decodeText, lineEncodingOf } from './text/decode-text.ts';
import { named, said } from './detail.ts';
import { TokenFileError } from './token-file-error.ts';
import type { TokenFileEvent } from './token-record.ts';
import type { Unlock } from './unlock.ts';

export interface ReadTokenFileOptions {
  /** `auto` goes by the content. A named format is still refused when the content is clearly another one. */
  readonly format: 'auto' | TokenFileFormat;
  /** What an encrypted file is opened with. */
  readonly unlock?: Unlock;
  readonly limits?: Partial<TokenFileLimits>;
  /** What a CSV file does not say itself; nothing to other formats. */
  readonly csv?: CsvOptions;
  /** Today, for the warnings about dates; without it there are none. */
  readonly now?: Date;
}

/**
 * Reads a token seed file as a stream of events, in the order of the file and in bounded memory (the serials that were
 * seen are kept). Each entry gives one `token` or one `refused` event. Whoever imports must take nothing before the
 * stream has ended well: a wrong password, a truncated or malformed file only shows as an error later on.
 * @param input the bytes of the file, in pieces of any size
 * @throws TokenFileError (while iterating) when the file as a whole cannot be read
 */
export async function* readTokenFile(input: AsyncIterable<Uint8Array>, options: ReadTokenFileOptions): AsyncGenerator<TokenFileEvent, void> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const iterator = input[Symbol.asyncIterator]();
  try {
    const { first, detected, bytes } = await begin(iterator);
    if (detected.kind !== 'envelope') {
      yield* readEntries(first, detected, bytes, options, limits);
      return;
    }
    const { signed, contents } = await openEnvelope(detected.form, bytes, options.unlock ?? {}, limits);
    if (signed) yield { type: 'warning', line: 1, warning: 'signature-not-verified' };
    const inner = await begin(contents);
    yield* readEntries(inner.first, inner.detected, inner.bytes, options, limits);
  } finally {
    await iterator.return?.();
  }
}

async function* readEntries(
  first: Uint8Array, detected: DetectedFormat, bytes: AsyncIterable<Uint8Array>, options: ReadTokenFileOptions, limits: TokenFileLimits,
): AsyncGenerator<TokenFileEvent, void> {
  const format = chooseFormat(detected, options);
  const text = decodeText(bytes, lineEncodingOf(first));
  switch (format) {
    case 'pskc':
      yield* readPskc(text, { unlock: options.unlock ?? {}, limits, now: options.now });
      break;
    case 'sdtid':
      yield* readSdtid(text, { unlock: options.unlock ?? {}, limits, now: options.now });
      break;
    case 'oath-csv':
      yield* readLines(text, new OathCsvReader(options.csv ?? {}), limits);
      break;
    case 'otpauth':
      yield* readLines(text, new OtpauthReader(), limits);
      break;
    case 'yubico-log':
      yield* readLines(text, new YubicoLogReader(), limits);
      break;
    case 'safenet-dat':
      yield* readLines(text, new TokenRecordsReader(), limits);
      break;
    case 'safenet-xml':
      yield* readTokensXml(text, limits);
      break;
    case 'key-fob':
      yield* readLines(text, new KeyFobReader(options.now), limits);
      break;
  }
}

interface Beginning {
  readonly first: Uint8Array;
  readonly detected: DetectedFormat;
  /** The whole stream again, its beginning included. */
  readonly bytes: AsyncGenerator<Uint8Array, void>;
}

async function begin(iterator: AsyncIterator<Uint8Array>): Promise<Beginning> {
  const chunks = await peek(iterator);
  const first = Buffer.concat(chunks);
  return { first, detected: detectFormat(first), bytes: rejoin(chunks, iterator) };
}

/** Formats of lines and cells, which may be taken for one another; with chosen columns the operator has said which it is. */
const CELLS: ReadonlySet<TokenFileFormat> = new Set(['oath-csv', 'key-fob', 'yubico-log']);
const XML: ReadonlySet<TokenFileFormat> = new Set(['pskc', 'sdtid', 'safenet-xml']);

function chooseFormat(detected: DetectedFormat, { format: wanted, csv }: ReadTokenFileOptions): TokenFileFormat {
  switch (detected.kind) {
    case 'empty':
      throw new TokenFileError('empty-file');
    case 'unsupported':
      throw new TokenFileError('unsupported-format', { detail: named(detected.format) });
    case 'envelope':
      throw new TokenFileError('unsupported-format', { detail: said`openpgp` });
    case 'unknown':
      if (wanted === 'auto') throw new TokenFileError('unknown-format', { line: 1 });
      if (XML.has(wanted)) throw new TokenFileError('not-well-formed', { line: 1 });
      return wanted;
    case 'supported':
      if (wanted === 'oath-csv' && csv?.columns !== undefined && CELLS.has(detected.format)) return wanted;
      if (wanted !== 'auto' && wanted !== detected.format) throw new TokenFileError('format-mismatch', { detail: named(detected.format) });
      return detected.format;
  }
}

/** Reads as many bytes as detection wants. */
async function peek(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < DETECTION_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    chunks.push(next.value);
    length += next.value.length;
  }
  return chunks;
}

/** The whole stream again, after its beginning was looked at. */
async function* rejoin(chunks: readonly Uint8Array[], iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  yield* chunks;
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
}
