/**
 * Gathers what arrives within one event-loop turn – and while all places are taken – and hands it over together.
 * Under load batches grow by themselves; alone, a request waits for nothing but the end of its turn.
 */
export class TurnBatcher<Input, Output> {
  private waiting: { input: Input; resolve: (output: Output) => void; reject: (error: unknown) => void }[] = [];
  private running = 0;
  private scheduled = false;

  constructor(
    private readonly run: (inputs: readonly Input[]) => Promise<Output[]>,
    private readonly limits: { readonly most: number; readonly concurrent: number },
  ) {}

  add(input: Input): Promise<Output> {
    return new Promise<Output>((resolve, reject) => {
      this.waiting.push({ input, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.running >= this.limits.concurrent || this.waiting.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.start();
    });
  }

  private async start(): Promise<void> {
    const batch = this.waiting.splice(0, this.limits.most);
    this.running += 1;
    this.schedule();
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
      this.schedule();
    }
  }
}
