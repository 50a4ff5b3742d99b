/** Serial numbers for tokens that have none but a label. */

import { createHash } from 'node:crypto';

/** Characters of a label that a serial keeps; the rest of its 64 is for what tells labels apart. */
const KEPT_CHARACTERS = 46;
const MARK_CHARACTERS = 8;

/**
 * Makes a serial of issuer and account; the same label always gives the same one.
 *
 * `Issuer:Account`, or the account alone. ASCII letters, digits and `.` `@` `+` `-` stay; a space becomes `_`.
 * Whatever else occurs (other scripts, punctuation, a real `_`) becomes `_` as well, and so that no two labels share
 * a serial, `-` and eight hexadecimal digits of the label's SHA-256 follow; likewise when the label is cut at 46
 * characters.
 * @returns undefined when there is neither issuer nor account
 */
export function serialOfLabel(issuer: string | undefined, account: string): string | undefined {
  const parts = (issuer === undefined ? [account] : [issuer, account]).map((part) => part.normalize('NFC'));
  if (parts.every((part) => part === '')) return undefined;
  const plain = parts.map((part) => part.replaceAll(/[^A-Za-z0-9.@+-]/g, '_')).join(':');
  const reversible = parts.every((part) => /^[A-Za-z0-9.@+ -]*$/.test(part)) && plain.length <= KEPT_CHARACTERS;
  if (reversible) return plain;
  const mark = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, MARK_CHARACTERS);
  return `${plain.slice(0, KEPT_CHARACTERS)}-${mark}`;
}
