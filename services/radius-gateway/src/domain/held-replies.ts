/**
 * Rejects on their way: a bounded timing wheel. No worker waits, and no request to auth is held; when the wheel is
 * full a reply is due at once.
 */
export class HeldReplies<Reply> {
  private readonly slots = new Map<number, Reply[]>();
  private held = 0;
  private lastSlot = 0;

  constructor(private readonly limits: { readonly most: number; readonly slotMs: number }) {}

  get size(): number {
    return this.held;
  }

  /** False when the wheel is full, or the time is past: then the caller sends now. */
  hold(reply: Reply, due: number, now: number): boolean {
    if (due <= now || this.held >= this.limits.most) return false;
    // Rounded up: a reject never leaves early.
    const slot = Math.max(Math.ceil(due / this.limits.slotMs), this.lastSlot + 1);
    const replies = this.slots.get(slot) ?? [];
    this.slots.set(slot, replies);
    replies.push(reply);
    this.held += 1;
    return true;
  }

  /** Takes out everything that is due. */
  due(now: number): Reply[] {
    const current = Math.floor(now / this.limits.slotMs);
    const due: Reply[] = [];
    for (const [slot, replies] of this.slots) {
      if (slot > current) continue;
      due.push(...replies);
      this.slots.delete(slot);
    }
    this.lastSlot = Math.max(this.lastSlot, current);
    this.held -= due.length;
    return due;
  }
}
