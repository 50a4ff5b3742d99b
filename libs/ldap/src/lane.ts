/** Lets so many things run at once and so many wait; what comes beyond that is turned away. */
export class Lane {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly limits: { readonly concurrent: number; readonly waiting: number }) {}

  get size(): number {
    return this.#running + this.#waiting.length;
  }

  /** Undefined: no room. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#running >= this.limits.concurrent) {
      if (this.#waiting.length >= this.limits.waiting) return undefined;
      await new Promise<void>((resolve) => { this.#waiting.push(resolve); });
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      // The place goes from hand to hand: nobody who comes meanwhile takes it.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
