/** Strings that outlive the chunk of text they were cut from. */

/** Names that repeat from record to record (a manufacturer, an issuer) are kept once; this many at most. */
const REMEMBERED_NAMES = 1_024;

/** A copy that does not hold the chunk that it was cut from in memory, as JavaScript's substrings do. */
export function detach(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** Hands out one detached copy for equal names. */
export class NameKeeper {
  readonly #names = new Map<string, string>();

  keep(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const copy = detach(name);
    if (this.#names.size < REMEMBERED_NAMES) this.#names.set(copy, copy);
    return copy;
  }
}
