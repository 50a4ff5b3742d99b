/** The one entrance for seed files: finds the format, decodes the text, reads the entries. */

import { DETECTION_BYTES, detectFormat, type TokenFileFormat } from './detect-format.ts';
import { DEFAULT_LIMITS, type TokenFileLimits } from './limits.ts';
import { OathCsvReader } from './csv/read-oath-csv.ts';
import { OtpauthReader } from './otpauth/read-otpauth.ts';
import { readPskc } from './pskc/read-pskc.ts';
import type { Unlock } from './pskc/unlock.ts';
import { readLines } from './read-lines.ts';
import { decodeText, textEncodingOf } from './text/decode-text.ts';
import { TokenFileError } from './token-file-error.ts';
import type { TokenFileEvent } from './token-record.ts';

export interface ReadTokenFileOptions {
  /** `auto` goes by the content. A named format is still refused when the content is clearly another one. */
  readonly format: 'auto' | TokenFileFormat;
  /** For encrypted PSKC: the password, or the key in binary. */
  readonly unlock?: Unlock;
  readonly limits?: Partial<TokenFileLimits>;
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
  const iterator = input[Symbol.asyncIterator]();
  try {
    const chunks = await peek(iterator);
    const first = Buffer.concat(chunks);
    const format = chooseFormat(first, options.format);
    const text = decodeText(rejoin(chunks, iterator), textEncodingOf(first));
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    switch (format) {
      case 'pskc':
        yield* readPskc(text, { unlock: options.unlock ?? {}, limits, now: options.now });
        break;
      case 'oath-csv':
        yield* readLines(text, new OathCsvReader(), limits);
        break;
      case 'otpauth':
        yield* readLines(text, new OtpauthReader(), limits);
        break;
    }
  } finally {
    await iterator.return?.();
  }
}

function chooseFormat(first: Uint8Array, wanted: 'auto' | TokenFileFormat): TokenFileFormat {
  const detected = detectFormat(first);
  if (detected.kind === 'empty') throw new TokenFileError('empty-file');
  if (detected.kind === 'unsupported') throw new TokenFileError('unsupported-format', { detail: detected.format });
  if (detected.kind === 'unknown') {
    if (wanted === 'auto') throw new TokenFileError('unknown-format', { line: 1 });
    if (wanted === 'pskc') throw new TokenFileError('not-well-formed', { line: 1 });
    return wanted;
  }
  if (wanted !== 'auto' && wanted !== detected.format) throw new TokenFileError('format-mismatch', { detail: detected.format });
  return detected.format;
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
