import { describe, expect, test } from '@jest/globals';
import { PasswordQueue, type PasswordQueueLimits } from './password-queue.ts';

/** Checks that end when the test says so, in the order in which they began. */
class Checks {
  readonly begun: string[] = [];
  private readonly ends: ((matches: boolean) => void)[] = [];
  readonly verify = async (_hash: string, password: string): Promise<boolean> => {
    this.begun.push(password);
    return new Promise((resolve) => {
      this.ends.push(resolve);
    });
  };

  async endAll(): Promise<void> {
    for (let end = this.ends.shift(); end; end = this.ends.shift()) {
      end(true);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }
}

const queueOf = (verify: Checks['verify'], limits: Omit<PasswordQueueLimits, 'longestMs'>): PasswordQueue =>
  new PasswordQueue(verify, { ...limits, longestMs: Infinity }, (error) => { throw error; });
const job = (userId: string, source: string) => ({ userId, source, hash: 'hash', password: userId });

describe('the queue of static passwords', () => {
  test('holds at most one of a user, and is free for the user again afterwards', async () => {
    const checks = new Checks();
    const queue = queueOf(checks.verify, { waiting: 10, concurrent: 1 });
    const first = queue.check(job('alice', 'a'));
    expect(await queue.check(job('alice', 'b'))).toBeUndefined();
    await checks.endAll();
    expect(await first).toBe(true);
    const second = queue.check(job('alice', 'a'));
    await checks.endAll();
    expect(await second).toBe(true);
  });

  test('is bounded: what finds no room is told so at once', async () => {
    const checks = new Checks();
    const queue = queueOf(checks.verify, { waiting: 2, concurrent: 1 });
    const admitted = [queue.check(job('u1', 'a')), queue.check(job('u2', 'a'))];
    expect(await queue.check(job('u3', 'b'))).toBeUndefined();
    expect(queue.size).toBe(2);
    await checks.endAll();
    expect(await Promise.all(admitted)).toEqual([true, true]);
    expect(queue.size).toBe(0);
  });

  test('is fair by source: one NAS under attack does not keep the others waiting', async () => {
    const checks = new Checks();
    const queue = queueOf(checks.verify, { waiting: 100, concurrent: 1 });
    const all = [1, 2, 3, 4, 5].map((index) => queue.check(job(`attacked ${index}`, 'under attack')));
    all.push(queue.check(job('quiet', 'quiet')));
    await checks.endAll();
    await Promise.all(all);
    expect(checks.begun.indexOf('quiet')).toBeLessThanOrEqual(2);
  });

  test('a password that would wait for too long finds no room, by how long the last ones took', async () => {
    let now = 0;
    const checks = new Checks();
    const queue = new PasswordQueue(checks.verify, { waiting: 100, concurrent: 2, longestMs: 1000 }, () => undefined, () => now);
    const check = async (takesMs: number): Promise<void> => {
      const checked = queue.check(job('somebody', 'a'));
      now += takesMs;
      await checks.endAll();
      expect(await checked).toBe(true);
    };
    for (let index = 0; index < 50; index += 1) await check(500);
    const admitted = Array.from({ length: 10 }, (_, index) => queue.check(job(`u${index}`, 'a')));
    expect(queue.size).toBe(5); // two at a time, half a second each: the fifth waits for a second
    expect(queue.hasRoom('a')).toBe(false);
    await checks.endAll();
    expect((await Promise.all(admitted)).filter((matches) => matches === undefined)).toHaveLength(5);
    for (let index = 0; index < 50; index += 1) await check(20);
    const later = Array.from({ length: 50 }, (_, index) => queue.check(job(`u${index}`, 'a')));
    expect(queue.size).toBe(50);
    await checks.endAll();
    expect(await Promise.all(later)).toEqual(Array.from({ length: 50 }, () => true));
  });

  test('a source whose passwords would wait for too long leaves the others their room', async () => {
    let now = 0;
    const checks = new Checks();
    const queue = new PasswordQueue(checks.verify, { waiting: 100, concurrent: 2, longestMs: 1000 }, () => undefined, () => now);
    for (let index = 0; index < 50; index += 1) {
      const checked = queue.check(job('somebody', 'a'));
      now += 500;
      await checks.endAll();
      await checked;
    }
    const attacked = Array.from({ length: 10 }, (_, index) => queue.check(job(`attacked ${index}`, 'under attack')));
    expect(queue.hasRoom('under attack')).toBe(false);
    // Its turn comes after the two that are checked and one of those that wait, and the next one's after that one and another.
    const quiet = [queue.check(job('quiet', 'quiet'))];
    expect(queue.hasRoom('quiet')).toBe(false);
    quiet.push(queue.check(job('quiet, too', 'elsewhere')));
    expect(queue.size).toBe(7);
    await checks.endAll();
    expect(await Promise.all(quiet)).toEqual([true, true]);
    expect(checks.begun.slice(52, 55)).toEqual(expect.arrayContaining(['quiet', 'quiet, too']));
    expect((await Promise.all(attacked)).filter((matches) => matches === undefined)).toHaveLength(5);
  });

  test('however long they took, as many as are checked at a time find room', async () => {
    let now = 0;
    const checks = new Checks();
    const queue = new PasswordQueue(checks.verify, { waiting: 100, concurrent: 2, longestMs: 1000 }, () => undefined, () => now);
    for (let index = 0; index < 3; index += 1) {
      const both = [queue.check(job('one', 'a')), queue.check(job('another', 'b'))];
      now += 60_000;
      await checks.endAll();
      expect(await Promise.all(both)).toEqual([true, true]);
    }
    const both = [queue.check(job('one', 'a')), queue.check(job('another', 'b'))];
    expect(await queue.check(job('a third', 'c'))).toBeUndefined();
    await checks.endAll();
    expect(await Promise.all(both)).toEqual([true, true]);
  });

  test('a check that fails frees its place, is reported, and is no wrong password', async () => {
    const errors: unknown[] = [];
    const queue = new PasswordQueue(async () => Promise.reject(new Error('out of memory')), { waiting: 1, concurrent: 1, longestMs: 1000 }, (error) => errors.push(error));
    expect(await queue.check(job('alice', 'a'))).toBeUndefined();
    expect(await queue.check(job('alice', 'a'))).toBeUndefined();
    expect(errors).toEqual([new Error('out of memory'), new Error('out of memory')]);
    expect(queue.size).toBe(0);
  });
});
