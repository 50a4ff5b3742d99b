import type { PasswordChecker } from './ports.ts';

interface Waiting {
  readonly userId: string;
  readonly hash: string;
  readonly password: string;
  readonly resolve: (matches: boolean | undefined) => void;
}

export interface PasswordQueueLimits {
  /** Passwords in it, the ones being verified included. */
  readonly waiting: number;
  readonly concurrent: number;
  /** Milliseconds for which a password may be expected to wait: nobody waits for its answer for ever. */
  readonly longestMs: number;
}

/** What one verification weighs in how long they take: the last ten or so count. */
const NEWEST_SHARE = 0.1;

/**
 * Static passwords in a bounded queue (sign-in.md, "Static passwords"): at most one of a user at a time, fair by
 * source, so that one NAS under attack does not keep the others waiting. Token sign-ins never come here.
 */
export class PasswordQueue implements PasswordChecker {
  private readonly bySource = new Map<string, Waiting[]>();
  private readonly users = new Set<string>();
  private waiting = 0;
  private running = 0;
  /** How long verifying a password takes, of late. */
  private tookMs = 0;

  constructor(
    private readonly verify: (hash: string, password: string) => Promise<boolean>,
    private readonly limits: PasswordQueueLimits,
    private readonly onError: (error: unknown) => void,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /** Passwords that are in it, the ones being verified included. */
  get size(): number {
    return this.waiting;
  }

  hasRoom(source: string): boolean {
    const { waiting, concurrent, longestMs } = this.limits;
    return this.waiting < waiting && (this.waiting < concurrent || this.before(source) * this.tookMs / concurrent <= longestMs);
  }

  check({ userId, source, hash, password }: Parameters<PasswordChecker['check']>[0]): Promise<boolean | undefined> {
    if (this.users.has(userId) || !this.hasRoom(source)) return Promise.resolve(undefined);
    this.users.add(userId);
    this.waiting += 1;
    return new Promise<boolean | undefined>((resolve) => {
      const queue = this.bySource.get(source) ?? [];
      this.bySource.set(source, queue);
      queue.push({ userId, hash, password, resolve });
      this.next();
    });
  }

  /** Passwords whose turn comes before that of another one of this source: of each other source at most one more than wait of this one. */
  private before(source: string): number {
    const own = this.bySource.get(source)?.length ?? 0;
    let before = this.running + own;
    for (const [other, { length }] of this.bySource) if (other !== source) before += Math.min(length, own + 1);
    return before;
  }

  private next(): void {
    if (this.running >= this.limits.concurrent) return;
    const [source, queue] = this.bySource.entries().next().value ?? [];
    const job = queue?.shift();
    if (source === undefined || !queue || !job) return;
    // To the back of the round: the next job comes from another source.
    this.bySource.delete(source);
    if (queue.length > 0) this.bySource.set(source, queue);
    void this.run(job);
    this.next();
  }

  private async run({ userId, hash, password, resolve }: Waiting): Promise<void> {
    this.running += 1;
    const begun = this.monotonic();
    const matches = await this.verify(hash, password).catch((error: unknown) => {
      this.onError(error);
      return undefined;
    });
    this.tookMs += (this.monotonic() - begun - this.tookMs) * NEWEST_SHARE;
    this.running -= 1;
    this.waiting -= 1;
    this.users.delete(userId);
    resolve(matches);
    this.next();
  }
}
