import { DirectoryFault } from './directory-fault.ts';

/** Ends what a server is waited for: after a time that can be set anew for each step, or when a signal aborts. */
export class Deadline {
  /** Rejects once, with a {@link DirectoryFault} `timeout` or what the signal aborted with. Nobody has to wait for it. */
  readonly over: Promise<never>;
  readonly #end: (reason: unknown) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #aborted = (): void => this.#end(this.#signal?.reason);
  #timer: NodeJS.Timeout | undefined;

  /** @param onOver called after {@link over} was rejected, so that what breaks then is not taken for its cause */
  constructor(onOver: () => void, signal?: AbortSignal) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    this.over = promise;
    this.#end = (reason) => {
      this.stop();
      reject(reason);
      onOver();
    };
    this.#signal = signal;
    if (signal?.aborted === true) this.#aborted();
    else signal?.addEventListener('abort', this.#aborted, { once: true });
  }

  /** From now on there are so many milliseconds. */
  allow(ms: number): void {
    this.pause();
    this.#timer = setTimeout(() => this.#end(new DirectoryFault('timeout', `no answer within ${ms} ms`)), ms);
  }

  /** Nothing is waited for: only the signal counts. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  stop(): void {
    this.pause();
    this.#signal?.removeEventListener('abort', this.#aborted);
  }
}
