import { Refused } from './refused.ts';

/** Connections that follow something at once: in all, and of one caller. */
export interface FollowerLimits {
  readonly all: number;
  readonly each: number;
}

/** Keeps those who follow within bounds: each holds a connection and asks again and again. */
export class BoundedFollowers {
  readonly #byCaller = new Map<string, number>();
  #all = 0;

  constructor(private readonly limits: FollowerLimits) {}

  /** @returns to be called once at the end @throws Refused limit-exceeded */
  enter(caller: string): () => void {
    const own = this.#byCaller.get(caller) ?? 0;
    if (this.#all >= this.limits.all || own >= this.limits.each) throw new Refused('limit-exceeded', 'Too many connections follow the trail.');
    this.#count(caller, 1);
    let inside = true;
    return () => {
      if (inside) this.#count(caller, -1);
      inside = false;
    };
  }

  #count(caller: string, change: 1 | -1): void {
    this.#all += change;
    const own = (this.#byCaller.get(caller) ?? 0) + change;
    if (own > 0) this.#byCaller.set(caller, own);
    else this.#byCaller.delete(caller);
  }
}
