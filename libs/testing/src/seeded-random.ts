/** Pseudo-random values that are the same for the same seed. For tests only, never for secrets. */
export interface SeededRandom {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  integer(below: number): number;
  bytes(length: number): Uint8Array;
  pick<Item>(items: readonly Item[]): Item;
  /** A new array in another order. */
  shuffled<Item>(items: readonly Item[]): Item[];
}

/**
 * Makes a generator (splitmix32: a Weyl sequence through a 32-bit mixer).
 *
 * @param seed any number; its low 32 bits count
 */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const integer = (below: number): number => Math.floor(next() * below);
  return {
    next,
    integer,
    bytes: (length) => Uint8Array.from({ length }, () => integer(256)),
    pick: (items) => {
      const item = items[integer(items.length)];
      if (item === undefined) throw new RangeError('Nothing to pick from.');
      return item;
    },
    shuffled: (items) => items
      .map((item) => ({ item, rank: next() }))
      .sort((one, other) => one.rank - other.rank)
      .map(({ item }) => item),
  };
}
