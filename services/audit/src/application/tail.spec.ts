import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AuditEntry } from '@countersign/contracts';
import { TAIL_WAITING, Tail } from './tail.ts';

/** A trail of which every question takes as long as the test wants. */
class SlowTrail {
  length = 0;
  under = { head: 0, list: 0 };
  readonly asked = { head: 0, list: 0 };
  mostAtOnce = 0;
  private held: (() => void)[] = [];

  readonly tail = new Tail({
    head: () => this.ask('head', () => this.length),
    list: (_, { after, upTo }) => this.ask('list', () => ({
      entries: Array.from({ length: upTo - after }, (__, index) => ({ sequence: after + index + 1 }) as AuditEntry), next: null,
    })),
    now: () => performance.now(),
  });

  /** Answers what is asked, one question after another, until nobody asks any more. */
  async answerAll(): Promise<void> {
    for (let quiet = 0; quiet < 3;) {
      const answer = this.held.shift();
      answer?.();
      quiet = answer ? 0 : quiet + 1;
      await turn();
    }
  }

  next(after: number | null): Promise<{ entries: AuditEntry[]; position: number }> {
    return this.tail.next({ filter: {}, after, limit: 100, waitMs: 60_000 });
  }

  /** What is asked is read when the question begins, as a database does. */
  private async ask<Answer>(what: 'head' | 'list', read: () => Answer): Promise<Answer> {
    this.asked[what] += 1;
    this.under[what] += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.under.head + this.under.list);
    const answer = read();
    await new Promise<void>((resolve) => { this.held.push(resolve); });
    this.under[what] -= 1;
    return answer;
  }
}

test('all who wait hear what is recorded, and ask for it by turns', async () => {
  const trail = new SlowTrail();
  const answers = Promise.all(Array.from({ length: TAIL_WAITING }, () => trail.next(0)));
  await trail.answerAll();
  const before = { ...trail.asked };
  trail.length = 1;
  trail.tail.notify();
  await trail.answerAll();
  for (const { entries, position } of await answers) expect([entries.map(({ sequence }) => sequence), position]).toEqual([[1], 1]);
  expect(trail.mostAtOnce).toBe(2);
  expect(trail.asked.list - before.list).toBe(TAIL_WAITING);
  expect(trail.asked.head - before.head).toBeLessThan(5);
  trail.tail.stop();
});

test('what is recorded while the end is looked for is not missed', async () => {
  const trail = new SlowTrail();
  const early = trail.next(0);
  await turn();
  expect(trail.asked.head).toBe(1);
  // The look has begun, and has not seen this.
  trail.length = 1;
  trail.tail.notify();
  const late = trail.next(0);
  await trail.answerAll();
  expect((await Promise.all([early, late])).map(({ position }) => position)).toEqual([1, 1]);
  trail.tail.stop();
});

test('a look that fails fails whoever asked, and the next one is made anew', async () => {
  let fails = true;
  const tail = new Tail({
    head: async () => {
      if (fails) throw new Error('no database');
      return 0;
    },
    list: async () => ({ entries: [], next: null }), now: () => performance.now(),
  });
  const ask = () => tail.next({ filter: {}, after: 0, limit: 1, waitMs: 0 });
  for (let round = 0; round < 3; round += 1) await expect(ask()).rejects.toThrow('no database');
  fails = false;
  expect(await ask()).toEqual({ entries: [], position: 0 });
});
