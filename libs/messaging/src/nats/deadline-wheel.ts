/** How exactly a deadline is kept; they are never early. */
export const TICK_MS = 10;

/** Many deadlines, one timer: items wait in the slot of their tick, and each tick empties one slot. */
export class DeadlineWheel<Item> {
  private readonly slots = new Map<number, Set<Item>>();
  private swept = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param now milliseconds that never run backwards
   * @param expire called once for each item whose time is over
   */
  constructor(private readonly now: () => number, private readonly expire: (item: Item) => void) {}

  /** @returns the slot, for {@link remove} */
  add(item: Item, afterMs: number): number {
    const now = this.now();
    if (this.timer === undefined) {
      this.swept = Math.floor(now / TICK_MS) - 1;
      this.timer = setInterval(() => this.sweep(), TICK_MS);
    }
    // A slot that was swept is never looked at again.
    const slot = Math.max(Math.ceil((now + Math.max(afterMs, 0)) / TICK_MS), this.swept + 1);
    const items = this.slots.get(slot);
    if (items) items.add(item);
    else this.slots.set(slot, new Set([item]));
    return slot;
  }

  remove(item: Item, slot: number): void {
    const items = this.slots.get(slot);
    if (!items?.delete(item) || items.size > 0) return;
    this.slots.delete(slot);
  }

  private sweep(): void {
    const last = Math.floor(this.now() / TICK_MS);
    for (let slot = this.swept + 1; slot <= last; slot += 1) {
      const items = this.slots.get(slot);
      if (!items) continue;
      this.slots.delete(slot);
      for (const item of items) this.expire(item);
    }
    this.swept = last;
    if (this.slots.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
