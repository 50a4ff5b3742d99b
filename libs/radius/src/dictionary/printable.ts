import { isUtf8 } from 'node:buffer';

/**
 * What could make a terminal or a log show something else than what came: control and format characters (escape
 * sequences, reversed writing direction), line and paragraph separators, and code points that mean nothing.
 */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Text that is safe to print: every character that is not for the eye becomes `\u{…}`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter);
}

/** "0x0a0b"; "0x" for no bytes. */
export function hexText(bytes: Buffer): string {
  return `0x${bytes.toString('hex')}`;
}

/** Printable text of UTF-8 bytes, undefined when they are not UTF-8. */
export function utf8Text(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? printable(bytes.toString('utf8')) : undefined;
}
