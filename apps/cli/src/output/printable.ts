/**
 * Control characters could steer the terminal; what does not show, or changes the direction of writing, makes a name
 * look like another one. The two joiners (U+200C, U+200D) stay: scripts and emoji need them.
 */
const HOSTILE = /[[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]--[\u200C\u200D]]/gv;

/** Text from elsewhere as one line that is safe on a terminal: what is hostile there shows as `\u{…}`. */
export const printable = (text: string): string => text.replace(HOSTILE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

/** A value as one line of JSON that is safe on a terminal as well: what is hostile there stands as an escape, which reads back as itself. */
export const printableJson = (value: unknown): string => JSON.stringify(value).replace(HOSTILE, escapeUnits);

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');
}
