/** Seeds as text: vendors write hexadecimal, base32 and base64, and seldom say which. */

import { decodeBase32 } from './base32.ts';
import { decodeBase64 } from './base64.ts';
import { decodeHex } from './hex.ts';

export type SeedEncoding = 'auto' | 'hex' | 'base32' | 'base64';

/** Fewest characters of a seed that is recognised without being told what it is: 80 bits in base32. */
const RECOGNISED_CHARACTERS = 16;
/** Of a base64 seed about two in three characters are no hexadecimal digits; of a mistyped hexadecimal one hardly any. */
const FOREIGN_TO_HEX = 0.25;

/**
 * Decodes a seed; blanks, colons and hyphens in it, and `0x` before it, are left out.
 * @param encoding `auto`: hexadecimal where it can be that, else base32 in one case of letters, else base64 in both
 * @returns undefined when it is none of them; a mistyped seed of one encoding is never taken for another
 */
export function decodeSeed(text: string, encoding: SeedEncoding): Buffer | undefined {
  switch (encoding) {
    case 'hex': return hexSeed(text);
    case 'base32': return decodeBase32(text);
    case 'base64': return decodeBase64(text);
    case 'auto': return hexSeed(text) ?? (hasBothCases(text) ? undefined : decodeBase32(text)) ?? base64Seed(text);
  }
}

/** Whether a text alone, wherever it stands, is most likely a seed. */
export function looksLikeSeed(text: string): boolean {
  return text.length >= RECOGNISED_CHARACTERS && decodeSeed(text, 'auto') !== undefined;
}

function hexSeed(text: string): Buffer | undefined {
  return decodeHex(text) ?? (/^0x|-/i.test(text) ? decodeHex(text.replace(/^0x/i, '').replaceAll('-', '')) : undefined);
}

function base64Seed(text: string): Buffer | undefined {
  const foreign = text.replaceAll(/[0-9A-Fa-f=\s]/g, '').length;
  return hasBothCases(text) && text.length % 4 === 0 && foreign >= text.length * FOREIGN_TO_HEX ? decodeBase64(text) : undefined;
}

function hasBothCases(text: string): boolean {
  return text !== text.toLowerCase() && text !== text.toUpperCase();
}
