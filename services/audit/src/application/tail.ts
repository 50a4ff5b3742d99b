import type { AuditEntry, AuditFilter } from '@countersign/contracts';
import { Refused } from '../domain/index.ts';
import { Turns } from './turns.ts';

export interface TailTools {
  /** Sequence of the last entry; 0 where there is none. */
  readonly head: () => Promise<number>;
  /** Entries after one and up to another, in the order of arrival. */
  readonly list: (filter: AuditFilter, range: { after: number; upTo: number; limit: number }) => Promise<{ entries: AuditEntry[]; next: number | null }>;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export interface TailQuestion {
  readonly filter: AuditFilter;
  readonly after: number | null;
  readonly limit: number;
  readonly waitMs: number;
}

/** Questions that wait at once in one replica. */
export const TAIL_WAITING = 500;
/** Entries that one look passes over: a filter that leaves nearly everything out must not hold the database up. */
const LOOK_ENTRIES = 50_000;
/** Everybody who waits wakes up when something is recorded, and there are fewer connections to the database. */
const LOOKS_AT_ONCE = 2;
/** How often the database is asked for what other replicas have appended, while somebody waits. */
const LOOK_EVERY_MS = 500;

/** Follows the trail: whoever has seen everything waits here for what comes next. */
export class Tail {
  private readonly waiting = new Set<() => void>();
  private readonly looks = new Turns(LOOKS_AT_ONCE);
  /** Where the trail ends, for all who ask before it is looked for. */
  private nextHead: Promise<number> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private seen = 0;

  constructor(private readonly tools: TailTools) {}

  /** @throws Refused limit-exceeded: too many wait */
  async next({ filter, after, limit, waitMs }: TailQuestion): Promise<{ entries: AuditEntry[]; position: number }> {
    const { list, now } = this.tools;
    const deadline = now() + waitMs;
    let position = after ?? await this.head();
    for (;;) {
      const appended = this.appended(deadline);
      try {
        const last = await this.head();
        while (position < last) {
          const upTo = Math.min(last, position + LOOK_ENTRIES);
          const { entries, next } = await this.looks.take(async () => list(filter, { after: position, upTo, limit }));
          position = next ?? upTo;
          if (entries.length > 0) return { entries, position };
          if (now() >= deadline) break;
        }
        if (this.stopped || now() >= deadline) return { entries: [], position };
        await appended.promise;
      } finally {
        appended.forget();
      }
    }
  }

  /** This replica has appended something. */
  notify(): void {
    for (const wake of this.waiting) wake();
  }

  /** Answers everybody who waits. */
  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
    this.notify();
  }

  /** One look for everybody who waits: what another replica has appended. */
  private async look(): Promise<void> {
    const head = await this.head().catch(() => this.seen);
    if (head <= this.seen) return;
    this.seen = head;
    this.notify();
  }

  /** Whoever asks after a look has begun waits for the next one: it may have missed what made them ask. */
  private head(): Promise<number> {
    this.nextHead ??= Promise.resolve().then(() => this.looks.take(async () => {
      this.nextHead = undefined;
      return this.tools.head();
    }));
    return this.nextHead;
  }

  private appended(deadline: number): { promise: Promise<void>; forget(): void } {
    if (this.waiting.size >= TAIL_WAITING) throw new Refused('limit-exceeded');
    let wake = (): void => undefined;
    const promise = new Promise<void>((resolve) => { wake = resolve; });
    this.waiting.add(wake);
    this.timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS);
    const timeout = setTimeout(wake, Math.max(0, deadline - this.tools.now()));
    return {
      promise,
      forget: () => {
        clearTimeout(timeout);
        this.waiting.delete(wake);
        if (this.waiting.size > 0) return;
        clearInterval(this.timer);
        this.timer = undefined;
      },
    };
  }
}
