/** Names from a file that outlive the chunk of text they were cut from. */

import { MAX_NAME_CHARACTERS } from '../limits.ts';

/** Names that repeat from record to record (a manufacturer, an issuer) are kept once; this many at most. */
const REMEMBERED_NAMES = 1_024;

/** A copy that does not hold the chunk that it was cut from in memory, as JavaScript's substrings do. */
export function detach(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** What a name may be kept as: one line without controls and what changes the order of text unseen, at most MAX_NAME_CHARACTERS long; undefined when nothing is left. */
export function displayName(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const short = text.slice(0, MAX_NAME_CHARACTERS);
  const name = /^[ -~]*$/.test(short) ? short.trim() : short.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00AD\u200B\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]+/gu, ' ').trim();
  return name === '' ? undefined : name;
}

/** Hands out one detached copy for equal names. */
export class NameKeeper {
  readonly #names = new Map<string, string>();

  keep(text: string | undefined): string | undefined {
    const name = displayName(text);
    if (name === undefined) return undefined;
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const copy = detach(name);
    if (this.#names.size < REMEMBERED_NAMES) this.#names.set(copy, copy);
    return copy;
  }
}
