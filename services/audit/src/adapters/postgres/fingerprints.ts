import { hash, randomBytes } from 'node:crypto';

/**
 * A set of texts that keeps eight bytes of each, so that half a million of them take 8 MB whatever their length. Nothing is
 * taken out of it.
 *
 * A text that is not in it may pass for one that is, once in 2^64 / size; nobody can make such a text, since the digest
 * begins with a secret.
 */
export class Fingerprints {
  size = 0;
  private readonly secret = randomBytes(16).toString('hex');
  /** Two halves for each place; the first is zero where it is free. */
  private readonly halves: Uint32Array;
  private readonly mask: number;

  /** @param capacity how many texts it is to hold; it has room for twice as many, which keeps searches short */
  constructor(readonly capacity: number) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(capacity, 1) * 2));
    this.halves = new Uint32Array(places * 2);
    this.mask = places - 1;
  }

  has(text: string): boolean {
    return this.halves[this.placeOf(text).at] !== 0;
  }

  /** @throws RangeError when it is full */
  add(text: string): void {
    const { at, low, high } = this.placeOf(text);
    if (this.halves[at] !== 0) return;
    if (this.size >= this.capacity) throw new RangeError('no room for another text');
    [this.halves[at], this.halves[at + 1]] = [low, high];
    this.size += 1;
  }

  /** Where it stands, or the free place where it would. */
  private placeOf(text: string): { at: number; low: number; high: number } {
    const digest = hash('sha256', this.secret + text, 'binary');
    const low = word(digest, 0) || 1; // never zero: that is what a free place is known by
    const high = word(digest, 4);
    let place = word(digest, 8) & this.mask;
    while (this.halves[place * 2] !== 0 && (this.halves[place * 2] !== low || this.halves[place * 2 + 1] !== high)) place = place + 1 & this.mask;
    return { at: place * 2, low, high };
  }
}

/** Four bytes of a digest as a number. */
const word = (digest: string, from: number): number =>
  (digest.charCodeAt(from) | digest.charCodeAt(from + 1) << 8 | digest.charCodeAt(from + 2) << 16 | digest.charCodeAt(from + 3) << 24) >>> 0;
