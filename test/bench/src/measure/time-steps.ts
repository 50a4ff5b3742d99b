/** Seconds of a TOTP time step. */
export const STEP_SECONDS = 30;
/** Making a request: code, hidden password, Message-Authenticator; generous, in milliseconds. */
const MAKING_MS = 0.04;
const MARGIN_MS = 1_000;

export const stepAt = (milliseconds: number): number => Math.floor(milliseconds / 1000 / STEP_SECONDS);

/** Which people, in which time step, a run may use. */
export interface Turn {
  readonly first: number;
  readonly step: number;
  /** Wait for this before the first request leaves. */
  readonly notBefore: number;
}

/**
 * Gives each run of a system people of whom nobody has shown a code in that time step, and a step that lasts for as long
 * as the run does: no code repeats, and none depends on how much lateness a server forgives.
 */
export class TimeSteps {
  private cursor = 0;
  private step = 0;
  private usedInStep = 0;

  constructor(private readonly people: number) {}

  /** @param count people wanted @param durationMs of the run */
  next(now: number, count: number, durationMs: number): Turn {
    if (count > this.people) throw new Error(`a run wants ${count} people, and there are ${this.people}`);
    const present = stepAt(now);
    const needed = count * MAKING_MS + durationMs + MARGIN_MS;
    let step = Math.max(this.step, now + needed <= startOf(present + 1) ? present : present + 1);
    if (step === this.step && this.usedInStep + count > this.people) step += 1;
    if (step !== this.step) [this.step, this.usedInStep] = [step, 0];
    return { first: this.cursor, step, notBefore: startOf(step) };
  }

  /** What the run really used. */
  used(count: number): void {
    this.cursor = (this.cursor + count) % this.people;
    this.usedInStep += count;
  }
}

const startOf = (step: number): number => step * STEP_SECONDS * 1000;
