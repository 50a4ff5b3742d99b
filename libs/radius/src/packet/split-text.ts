import { ATTRIBUTE_VALUE_MAXIMUM_BYTES } from './limits.ts';

/** UTF-8 characters have at most four bytes: one that leads and three that continue. */
const CONTINUATION_MAXIMUM = 3;

function continuesCharacter(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf;
}

/** Where to cut `text` so that the piece from `start` fits one attribute and no character is torn. */
function endOfPiece(text: Buffer, start: number): number {
  const furthest = start + ATTRIBUTE_VALUE_MAXIMUM_BYTES;
  if (furthest >= text.length) return text.length;
  let end = furthest;
  while (end > furthest - CONTINUATION_MAXIMUM && continuesCharacter(text.readUInt8(end))) end -= 1;
  // Not UTF-8 after all: no cut is better than another, and the bytes must not be lost.
  return continuesCharacter(text.readUInt8(end)) ? furthest : end;
}

/**
 * Cuts text into values of at most 253 bytes, at character boundaries, so that a NAS which shows each attribute on its
 * own shows no half character (RFC 2865 section 5.18 allows several Reply-Message). Empty text gives no value at all:
 * RFC 2865 section 5 wants the attribute omitted.
 */
export function splitText(text: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let start = 0;
  while (start < text.length) {
    const end = endOfPiece(text, start);
    pieces.push(text.subarray(start, end));
    start = end;
  }
  return pieces;
}
