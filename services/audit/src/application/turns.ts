/** Lets so many things be done at once; the others wait, in their order. */
export class Turns {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.taken < this.most) this.taken += 1;
    else await new Promise<void>((resolve) => { this.waiting.push(resolve); });
    try {
      return await work();
    } finally {
      // A turn goes from hand to hand: nobody who comes meanwhile takes it.
      const next = this.waiting.shift();
      if (next) next();
      else this.taken -= 1;
    }
  }
}
