import { describe, expect, test } from '@jest/globals';
import { PasswordQueue } from './password-queue.ts';

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

const job = (userId: string, source: string) => ({ userId, source, hash: 'hash', password: userId });

describe('the queue of static passwords', () => {
  test('holds at most one of a user, and is free for the user again afterwards', async () => {
    const checks = new Checks();
    const queue = new PasswordQueue(checks.verify, { waiting: 10, concurrent: 1 });
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
    const queue = new PasswordQueue(checks.verify, { waiting: 2, concurrent: 1 });
    const admitted = [queue.check(job('u1', 'a')), queue.check(job('u2', 'a'))];
    expect(await queue.check(job('u3', 'b'))).toBeUndefined();
    expect(queue.size).toBe(2);
    await checks.endAll();
    expect(await Promise.all(admitted)).toEqual([true, true]);
    expect(queue.size).toBe(0);
  });

  test('is fair by source: one NAS under attack does not keep the others waiting', async () => {
    const checks = new Checks();
    const queue = new PasswordQueue(checks.verify, { waiting: 100, concurrent: 1 });
    const all = [1, 2, 3, 4, 5].map((index) => queue.check(job(`attacked ${index}`, 'under attack')));
    all.push(queue.check(job('quiet', 'quiet')));
    await checks.endAll();
    await Promise.all(all);
    expect(checks.begun.indexOf('quiet')).toBeLessThanOrEqual(2);
  });

  test('a check that fails frees its place', async () => {
    const queue = new PasswordQueue(async () => Promise.reject(new Error('out of memory')), { waiting: 1, concurrent: 1 });
    await expect(queue.check(job('alice', 'a'))).rejects.toThrow('out of memory');
    await expect(queue.check(job('alice', 'a'))).rejects.toThrow('out of memory');
  });
});
