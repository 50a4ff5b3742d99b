/** So many lines in each window of time: whoever forges source addresses must not fill the audit trail. */
export class LineBudget {
  private windowEndsAt = Number.NEGATIVE_INFINITY;
  private left = 0;

  constructor(private readonly limits: { readonly most: number; readonly windowMs: number }) {}

  /** Takes one line; false when there is none left. @param now milliseconds that never run backwards */
  take(now: number): boolean {
    if (now >= this.windowEndsAt) {
      this.windowEndsAt = now + this.limits.windowMs;
      this.left = this.limits.most;
    }
    if (this.left === 0) return false;
    this.left -= 1;
    return true;
  }
}
