import { describe, expect, test } from '@jest/globals';
import { HeldReplies } from './held-replies.ts';
import { LineBudget } from './line-budget.ts';
import { RecentDrops } from './recent-drops.ts';
import { SeenRequests } from './seen-requests.ts';

describe('seen requests', () => {
  const [aa, bb] = [Buffer.alloc(16, 0xaa), Buffer.alloc(16, 0xbb)];

  test('a copy in flight is told from a copy of an answered request and from a new one', () => {
    const seen = new SeenRequests({ most: 10, replyMs: 5000 });
    const first = seen.sight('k', aa, 0, 2500);
    expect(first.seen).toBe('new');
    expect(seen.sight('k', aa, 100, 2500).seen).toBe('in-flight');
    if (first.seen === 'new') seen.answered(first.request, Buffer.from('reply'), 200);
    expect(seen.sight('k', aa, 5000, 2500)).toEqual({ seen: 'answered', reply: Buffer.from('reply') });
    expect(seen.sight('k', aa, 5300, 2500).seen).toBe('new');
  });

  test('a reply is remembered byte for byte, whatever becomes of the buffer that it came in', () => {
    const seen = new SeenRequests({ most: 10, replyMs: 5000 });
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const sent = Buffer.from(every);
    const first = seen.sight('k', every.subarray(0, 16), 0, 2500);
    if (first.seen === 'new') seen.answered(first.request, sent, 1);
    sent.fill(0);
    expect(seen.sight('k', every.subarray(0, 16), 2, 2500)).toEqual({ seen: 'answered', reply: every });
    expect(seen.sight('k', every.subarray(240), 3, 2500).seen).toBe('new');
  });

  test('an entry in flight ends at its deadline', () => {
    const seen = new SeenRequests({ most: 10, replyMs: 5000 });
    seen.sight('k', aa, 0, 2500);
    expect(seen.sight('k', aa, 2500, 2500).seen).toBe('new');
  });

  test('another authenticator under the same identifier replaces what was there', () => {
    const seen = new SeenRequests({ most: 10, replyMs: 5000 });
    const first = seen.sight('k', aa, 0, 2500);
    expect(seen.sight('k', bb, 1, 2500).seen).toBe('new');
    expect(first.seen === 'new' && first.request.replaced).toBe(true);
  });

  test('memory is bounded', () => {
    const seen = new SeenRequests({ most: 100, replyMs: 5000 });
    for (let index = 0; index < 1000; index += 1) seen.sight(`k${index}`, aa, 0, 2500);
    expect(seen.size).toBe(100);
  });
});

describe('held replies', () => {
  test('nothing leaves early, everything leaves', () => {
    const wheel = new HeldReplies<number>({ most: 1000, slotMs: 20 });
    for (let due = 1; due <= 500; due += 7) expect(wheel.hold(due, due, 0)).toBe(true);
    const left: number[] = [];
    for (let now = 0; now <= 540; now += 3) {
      for (const due of wheel.due(now)) {
        expect(now).toBeGreaterThanOrEqual(due);
        left.push(due);
      }
    }
    expect(left).toHaveLength(72);
    expect(wheel.size).toBe(0);
  });

  test('when the wheel is full, or the time is past, the caller sends at once', () => {
    const wheel = new HeldReplies<string>({ most: 1, slotMs: 20 });
    expect(wheel.hold('late', 5, 10)).toBe(false);
    expect(wheel.hold('a', 1000, 0)).toBe(true);
    expect(wheel.hold('b', 1000, 0)).toBe(false);
  });
});

describe('recent drops', () => {
  test('one line per source and reason, counted, newest first, bounded; loud once in a while', () => {
    const drops = new RecentDrops(2);
    const vpn = { id: 'host-1', name: 'vpn' };
    expect(drops.note('192.0.2.1', 'unknown-source', null, 0, 60_000)).toBe(true);
    expect(drops.note('192.0.2.1', 'unknown-source', null, 10, 60_000)).toBe(false);
    expect(drops.note('192.0.2.2', 'too-short', vpn, 20, 60_000)).toBe(true);
    expect(drops.list().map(({ source, count }) => [source, count])).toEqual([['192.0.2.2', 1], ['192.0.2.1', 2]]);
    drops.note('192.0.2.3', 'too-short', vpn, 30, 60_000);
    expect(drops.list().map(({ source }) => source)).toEqual(['192.0.2.3', '192.0.2.2']);
    expect(drops.note('192.0.2.3', 'too-short', vpn, 70_000, 60_000)).toBe(true);
  });

  test('forged sources neither hide what happens to an agent host nor fill the trail', () => {
    const drops = new RecentDrops(10);
    const lines = new LineBudget({ most: 60, windowMs: 60_000 });
    drops.note('192.0.2.1', 'message-authenticator-wrong', { id: 'host-1', name: 'vpn' }, 0, 60_000);
    let written = 0;
    for (let index = 0; index < 10_000; index += 1) {
      if (drops.note(`198.51.100.${index}`, 'unknown-source', null, index, 60_000) && lines.take(index)) written += 1;
    }
    expect(written).toBe(60);
    expect(lines.take(60_000)).toBe(true);
    expect(drops.list()).toHaveLength(10);
    expect(drops.list().at(-1)).toMatchObject({ source: '192.0.2.1', agentHost: 'vpn' });
  });
});
