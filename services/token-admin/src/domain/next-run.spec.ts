import { describe, expect, test } from '@jest/globals';
import { nextRun } from './next-run.ts';

const at = (text: string): number => Date.parse(text);
const next = (schedule: Parameters<typeof nextRun>[0], since: string, now: string, timeZone = 'UTC'): string =>
  new Date(nextRun(schedule, { since: at(since), now: at(now), timeZone })).toISOString();

describe('every so many hours', () => {
  const every = { every: 'hours', hours: 6 } as const;
  test.each([
    ['from when it was set', '2026-05-01T10:20:00Z', '2026-05-01T10:20:00Z', '2026-05-01T16:20:00.000Z'],
    ['in step with the time that was due, however late it was noticed', '2026-05-01T10:20:00Z', '2026-05-01T10:20:07Z', '2026-05-01T16:20:00.000Z'],
    ['once for all that were missed', '2026-05-01T10:20:00Z', '2026-05-04T11:00:00Z', '2026-05-04T16:20:00.000Z'],
    ['never at once, even when a clock was put back', '2026-05-01T10:20:00Z', '2026-05-01T09:00:00Z', '2026-05-01T16:20:00.000Z'],
  ])('%s', (_name, since, now, due) => {
    expect(next(every, since, now)).toBe(due);
  });
});

describe('every day at a time of the site', () => {
  const daily = { every: 'day', at: '02:30' } as const;
  test.each([
    ['today, when it is still to come', '2026-05-01T02:29:59Z', 'UTC', '2026-05-01T02:30:00.000Z'],
    ['tomorrow, when it is now', '2026-05-01T02:30:00Z', 'UTC', '2026-05-02T02:30:00.000Z'],
    ['by the clocks there', '2026-05-01T17:00:00Z', 'Asia/Shanghai', '2026-05-01T18:30:00.000Z'],
    ['over the end of a month', '2026-12-31T23:00:00Z', 'UTC', '2027-01-01T02:30:00.000Z'],
    ['an hour later where clocks are put forward over it', '2026-03-28T12:00:00Z', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['once where clocks are put back over it', '2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-26T01:30:00.000Z'],
  ])('%s', (_name, now, timeZone, due) => {
    expect(next(daily, now, now, timeZone)).toBe(due);
  });
});
