import type { PasswordChecker } from './ports.ts';

interface Waiting {
  readonly userId: string;
  readonly hash: string;
  readonly password: string;
  readonly resolve: (matches: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Static passwords in a bounded queue (sign-in.md, "Static passwords"): at most one of a user at a time, fair by
 * source, so that one NAS under attack does not keep the others waiting. Token sign-ins never come here.
 */
export class PasswordQueue implements PasswordChecker {
  private readonly bySource = new Map<string, Waiting[]>();
  private readonly users = new Set<string>();
  private waiting = 0;
  private running = 0;

  constructor(
    private readonly verify: (hash: string, password: string) => Promise<boolean>,
    private readonly limits: { readonly waiting: number; readonly concurrent: number },
  ) {}

  /** Passwords that are in it, the ones being verified included. */
  get size(): number {
    return this.waiting;
  }

  hasRoom(): boolean {
    return this.waiting < this.limits.waiting;
  }

  check({ userId, source, hash, password }: Parameters<PasswordChecker['check']>[0]): Promise<boolean | undefined> {
    if (this.users.has(userId) || !this.hasRoom()) return Promise.resolve(undefined);
    this.users.add(userId);
    this.waiting += 1;
    return new Promise<boolean>((resolve, reject) => {
      const queue = this.bySource.get(source) ?? [];
      this.bySource.set(source, queue);
      queue.push({ userId, hash, password, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.running >= this.limits.concurrent) return;
    const [source, queue] = this.bySource.entries().next().value ?? [];
    const job = queue?.shift();
    if (source === undefined || !queue || !job) return;
    // To the back of the round: the next job comes from another source.
    this.bySource.delete(source);
    if (queue.length > 0) this.bySource.set(source, queue);
    this.running += 1;
    this.verify(job.hash, job.password).then(job.resolve, job.reject).finally(() => {
      this.running -= 1;
      this.waiting -= 1;
      this.users.delete(job.userId);
      this.next();
    });
    this.next();
  }
}
