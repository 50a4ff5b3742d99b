import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccessWindow } from '@countersign/contracts';
import { isWithin } from './access-times.ts';
import { accountRefusal } from './check-account.ts';
import { Bench, host, totpToken, user } from './sign-in-fixture.ts';

const at = (iso: string): number => Date.parse(iso);
const office: AccessWindow = { days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' };
const night: AccessWindow = { days: [5], from: '22:00', until: '06:00' };

describe('a window of the week', () => {
  test.each([
    ['2026-03-02T08:00:00Z', true], ['2026-03-02T07:59:59.999Z', false], ['2026-03-02T17:59:59.999Z', true], ['2026-03-02T18:00:00Z', false],
    ['2026-03-06T12:00:00Z', true], ['2026-03-07T12:00:00Z', false], ['2026-03-08T12:00:00Z', false],
  ])('from Monday to Friday, 8 to 18: %s %s', (iso, allowed) => {
    expect(isWithin({ timeZone: 'UTC', windows: [office] }, at(iso))).toBe(allowed);
  });

  test.each([
    ['2026-03-06T21:59:00Z', false], ['2026-03-06T22:00:00Z', true], ['2026-03-07T05:59:00Z', true], ['2026-03-07T06:00:00Z', false],
    ['2026-03-07T23:00:00Z', false], ['2026-03-06T03:00:00Z', false],
  ])('over midnight it belongs to the day on which it began: %s %s', (iso, allowed) => {
    expect(isWithin({ timeZone: 'UTC', windows: [night] }, at(iso))).toBe(allowed);
  });

  test('over midnight from Sunday it goes on on Monday', () => {
    expect(isWithin({ timeZone: 'UTC', windows: [{ ...night, days: [7] }] }, at('2026-03-09T05:00:00Z'))).toBe(true);
  });

  test('until 24:00 is until the day ends', () => {
    const evening: AccessWindow = { days: [7], from: '20:00', until: '24:00' };
    expect(isWithin({ timeZone: 'UTC', windows: [evening] }, at('2026-03-08T23:59:59.999Z'))).toBe(true);
    expect(isWithin({ timeZone: 'UTC', windows: [evening] }, at('2026-03-09T00:00:00Z'))).toBe(false);
  });
});

describe('time zones', () => {
  test.each([
    // Monday morning in Shanghai is Sunday night in London.
    ['Asia/Shanghai', '2026-03-01T23:59:00Z', false], ['Asia/Shanghai', '2026-03-02T00:00:00Z', true], ['Asia/Shanghai', '2026-03-02T10:00:00Z', false],
    // The same minute of UTC before and after clocks were set forward on 29 March.
    ['Europe/Berlin', '2026-03-27T06:30:00Z', false], ['Europe/Berlin', '2026-03-30T06:30:00Z', true],
    ['Asia/Kathmandu', '2026-03-02T02:15:00Z', true], ['Asia/Kathmandu', '2026-03-02T02:14:00Z', false],
  ])('%s at %s: %s', (timeZone, iso, allowed) => {
    expect(isWithin({ timeZone, windows: [office] }, at(iso))).toBe(allowed);
  });

  test('one that nobody knows allows nothing and breaks nothing', () => {
    expect(isWithin({ timeZone: 'Mars/Olympus', windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00' }] }, at('2026-03-02T12:00:00Z'))).toBe(false);
  });
});

test('seven days from midnight to midnight are always, in every time zone', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom(...Intl.supportedValuesOf('timeZone')), (now, timeZone) => {
    expect(isWithin({ timeZone, windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00' }] }, now)).toBe(true);
  }), { numRuns: 300 });
});

test('a window and its complement never allow the same minute, and together every one', () => {
  const clock = fc.integer({ min: 0, max: 1439 }).map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
  fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), clock, clock, (now, from, until) => {
    fc.pre(from !== until);
    const days = [1, 2, 3, 4, 5, 6, 7];
    const one = isWithin({ timeZone: 'UTC', windows: [{ days, from, until }] }, now);
    const other = isWithin({ timeZone: 'UTC', windows: [{ days, from: until, until: from }] }, now);
    expect(one).toBe(!other);
  }), { numRuns: 500 });
});

describe('a sign-in', () => {
  const open = { timeZone: 'UTC', windows: [office] };
  const closed = { timeZone: 'UTC', windows: [{ ...office, days: [6] }] };
  const now = at('2026-03-02T12:00:00Z');

  test.each([
    [null, null, undefined], [open, null, undefined], [null, open, undefined], [open, open, undefined],
    [closed, null, 'outside-access-time'], [null, closed, 'outside-access-time'], [open, closed, 'outside-access-time'], [closed, open, 'outside-access-time'],
  ])('needs the times of user and agent host', (ofUser, ofHost, refusal) => {
    expect(accountRefusal({ ...user, accessTimes: ofUser }, { ...host, accessTimes: ofHost }, now)).toBe(refusal);
  });

  test('outside of them it is refused, counts nowhere and burns nothing; the trace says whose times and where', () => {
    const bench = new Bench(totpToken());
    bench.user = { ...user, accessTimes: { timeZone: 'Asia/Shanghai', windows: [{ days: [1], from: '00:00', until: '00:01' }] } };
    const refused = bench.pap(`1234${bench.code()}`);
    expect(refused).toMatchObject({ result: 'outside-access-time', object: null });
    expect(refused.detail['trace']).toContain('access-time|alice (Asia/Shanghai)|outside-access-time');
    expect(bench.memory.guesses.count).toBe(0);
    bench.user = user;
    expect(bench.pap(`1234${bench.code()}`).result).toBe('accepted');
  });
});

describe('what may be asked of a user', () => {
  test('no new PIN where the account forbids it, though the agent host allows it; nothing is burnt', () => {
    const bench = new Bench(totpToken());
    bench.user = { ...user, newPin: false };
    bench.setState({ pin: null });
    expect(bench.pap(bench.code()).result).toBe('new-pin-needed');
    bench.user = user;
    expect(bench.pap(bench.code()).result).toBe('challenge-new-pin');
  });

  test('no next tokencode where the account forbids it', () => {
    const bench = new Bench(totpToken());
    bench.user = { ...user, nextTokencode: false };
    bench.setState({ mode: 'next-tokencode' });
    expect(bench.pap(`1234${bench.code()}`).result).toBe('next-tokencode-needed');
    expect(bench.pap(`1234${bench.code(9)}`).result).toBe('needs-synchronisation');
  });

  test('nor is one taken that was asked for before it was forbidden', () => {
    const bench = new Bench(totpToken());
    bench.setState({ mode: 'next-tokencode' });
    const asked = bench.pap(`1234${bench.code()}`);
    bench.user = { ...user, nextTokencode: false };
    expect(bench.answer(asked, bench.code(1)).result).toBe('next-tokencode-needed');
  });
});
