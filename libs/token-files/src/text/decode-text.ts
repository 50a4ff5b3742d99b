/** From bytes to text: which encoding a file has, and strict streaming decoding. */

import { named, repeated } from '../detail.ts';
import { TokenFileError } from '../token-file-error.ts';

/** Encodings that seed files declare in their XML declaration; nothing but UTF-8 and UTF-16 needs no declaration. */
const DECLARED = new Set([
  'utf-8', 'utf8', 'us-ascii', 'ascii', 'iso-8859-1', 'latin1', 'windows-1252', 'iso-8859-15',
  'gb2312', 'gbk', 'gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'utf-16', 'utf-16le', 'utf-16be',
]);

/** Longest run of text that is handed on at once; what a consumer holds back is bounded by its own limits. */
const PIECE_CHARACTERS = 65_536;

/**
 * Names the text encoding of a file from its first bytes: byte order mark, else the zero bytes of UTF-16, else an
 * XML declaration, else UTF-8.
 * @throws TokenFileError `unsupported-text-encoding`
 */
export function textEncodingOf(first: Uint8Array): string {
  const [a, b, c, d] = first;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0x3c && b === 0 && d === 0) return 'utf-16le';
  if (a === 0 && b === 0x3c && c === 0) return 'utf-16be';
  if (isAscii(a) && b === 0 && isAscii(c) && d === 0) return 'utf-16le';
  if (a === 0 && isAscii(b) && c === 0 && isAscii(d)) return 'utf-16be';
  const declaration = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})["']/.exec(Buffer.from(first.subarray(0, 300)).toString('latin1'));
  const declared = declaration?.[1]?.toLowerCase() ?? 'utf-8';
  if (!DECLARED.has(declared)) throw new TokenFileError('unsupported-text-encoding', { line: 1, detail: repeated(declared) });
  // Without a mark and without zero bytes it is not UTF-16, whatever the declaration says (it was re-coded on its way).
  return declared.startsWith('utf-16') ? 'utf-8' : declared;
}

function isAscii(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0 && byte < 0x80;
}

/** Chinese as spreadsheets write it: ideographs and full-width forms, beside plain letters. */
const CHINESE = /^(?:[\t\n\r -~]|\p{Script=Han}|[\u3000-\u303f\uff00-\uffef])*$/u;

/**
 * Names the encoding of a file of lines: as {@link textEncodingOf}, but where that is UTF-8 and the beginning cannot be,
 * GB 18030 if it is Chinese text in that.
 * @param first the beginning of the file; a character may be cut at its end
 */
export function lineEncodingOf(first: Uint8Array): string {
  const encoding = textEncodingOf(first);
  if (encoding !== 'utf-8' || decodes(first, 'utf-8') !== undefined) return encoding;
  const chinese = decodes(first, 'gb18030');
  return chinese !== undefined && CHINESE.test(chinese) ? 'gb18030' : encoding;
}

function decodes(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

/**
 * Decodes a byte stream; a byte sequence that the encoding does not know is an error, never a replacement character.
 * Text before the fault is still handed on, so that a reader knows the line.
 * @throws TokenFileError `invalid-text-encoding`
 */
export async function* decodeText(input: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string, void> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const bytes of input) {
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: true });
    } catch {
      yield* pieces(textBeforeFault(bytes, encoding));
      throw new TokenFileError('invalid-text-encoding', { detail: named(encoding) });
    }
    yield* pieces(text);
  }
  try {
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  } catch {
    throw new TokenFileError('invalid-text-encoding', { detail: named(encoding) });
  }
}

function textBeforeFault(bytes: Uint8Array, encoding: string): string {
  const text = new TextDecoder(encoding).decode(bytes);
  const fault = text.indexOf('\u{FFFD}');
  return fault > 0 ? text.slice(0, fault) : '';
}

function* pieces(text: string): Generator<string, void> {
  if (text.length <= PIECE_CHARACTERS) {
    if (text !== '') yield text;
    return;
  }
  for (let from = 0; from < text.length;) {
    let to = Math.min(from + PIECE_CHARACTERS, text.length);
    const last = text.charCodeAt(to - 1);
    if (to < text.length && last >= 0xd800 && last <= 0xdbff) to -= 1;
    yield text.slice(from, to);
    from = to;
  }
}
