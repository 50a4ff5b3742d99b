export interface TurnLimits {
  /** Largest batch. */
  readonly most: number;
  /** Most batches at a time. */
  readonly concurrent: number;
  /** A further batch runs beside the newest one only when that takes longer than this, in milliseconds. */
  readonly overlapAfterMs: number;
}

/** A batch of so many is a crowd. Gateways gather questions while they wait for answers: a gap after it does not mean that it is over. */
const CROWD = 16;
const CROWD_REMEMBERED_MS = 100;

/**
 * Gathers what arrives within one event-loop turn, and while a batch runs, and hands it over together. Under load batches
 * grow by themselves; alone, a request waits for nothing but the end of its turn. Two batches beside each other cost more
 * than one of both, so that there is a second one only when the first is slow: waiting for somebody's lock, say.
 */
export class TurnBatcher<Input, Output> {
  private waiting: { input: Input; resolve: (output: Output) => void; reject: (error: unknown) => void }[] = [];
  private running = 0;
  private scheduled = false;
  /** When a crowd was last done with, by the monotonic clock. */
  private crowdedAt = -Infinity;
  /** The timer of the newest batch, until that has ended or is young no more. */
  private young: NodeJS.Timeout | undefined;

  constructor(
    private readonly run: (inputs: readonly Input[]) => Promise<Output[]>,
    private readonly limits: TurnLimits,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /** Whether a batch runs, somebody waits for one, or there was a crowd a moment ago. */
  get isBusy(): boolean {
    return this.running > 0 || this.waiting.length > 0 || this.monotonic() - this.crowdedAt < CROWD_REMEMBERED_MS;
  }

  add(input: Input): Promise<Output> {
    return new Promise<Output>((resolve, reject) => {
      this.waiting.push({ input, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.young || this.running >= this.limits.concurrent || this.waiting.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.start();
    });
  }

  private async start(): Promise<void> {
    const batch = this.waiting.splice(0, this.limits.most);
    const isCrowd = batch.length >= Math.min(CROWD, this.limits.most);
    this.running += 1;
    const young = setTimeout(() => this.outgrow(young), this.limits.overlapAfterMs);
    this.young = young;
    try {
      const outputs = await this.run(batch.map(({ input }) => input));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const output = outputs[index];
        if (output === undefined) reject(new Error('the batch returned fewer outcomes than it was given'));
        else resolve(output);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.running -= 1;
      if (isCrowd) this.crowdedAt = this.monotonic();
      clearTimeout(young);
      this.outgrow(young);
    }
  }

  /** The batch of this timer has ended or is young no more. */
  private outgrow(young: NodeJS.Timeout): void {
    if (this.young === young) this.young = undefined;
    this.schedule();
  }
}
