/** Base32 (RFC 4648 section 6) as authenticator apps use it. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const VALUES = new Map(ALPHABET.split('').map((letter, value) => [letter, value]));

/** Encodes without padding, in upper case. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((buffer >>> bits) & 31);
    }
  }
  return bits > 0 ? text + ALPHABET.charAt((buffer << (5 - bits)) & 31) : text;
}

/**
 * Decodes what people type and apps print: any case, with spaces or hyphens, with or without padding.
 * @returns the bytes, or undefined when a letter or the length cannot be base32, or bits are left over
 */
export function decodeBase32(text: string): Buffer | undefined {
  const compact = text.replaceAll(/[\s-]+/g, '').replace(/={1,6}$/, '').toUpperCase();
  const bytes = Buffer.alloc(Math.floor((compact.length * 5) / 8));
  let length = 0;
  let buffer = 0;
  let bits = 0;
  for (const letter of compact) {
    const value = VALUES.get(letter);
    if (value === undefined) return undefined;
    buffer = ((buffer << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[length] = (buffer >>> bits) & 0xff;
      length += 1;
    }
  }
  const leftOver = buffer & ((1 << bits) - 1);
  return bits >= 5 || leftOver !== 0 ? undefined : bytes;
}
