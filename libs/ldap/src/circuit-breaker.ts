/** Failures in a row after which a server is left alone. */
const FAILURES = 3;
/** How long it is left alone the first time; doubles with each failed try up to the longest. */
const PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 60_000;

/** Whether a server is worth asking: after failures in a row it is left alone, then one question tries it. */
export class CircuitBreaker {
  #failures = 0;
  #pauses = 0;
  #closedUntil = Number.NEGATIVE_INFINITY;
  #trying = false;

  get open(): boolean {
    return this.#failures >= FAILURES;
  }

  /** Whether to ask the server now; who is told so must say how it went. */
  admits(now: number): boolean {
    if (!this.open) return true;
    if (this.#trying || now < this.#closedUntil) return false;
    this.#trying = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#pauses = 0;
    this.#trying = false;
  }

  failed(now: number): void {
    this.#failures += 1;
    this.#trying = false;
    if (!this.open) return;
    this.#closedUntil = now + Math.min(PAUSE_MS * 2 ** this.#pauses, LONGEST_PAUSE_MS);
    this.#pauses += 1;
  }
}
