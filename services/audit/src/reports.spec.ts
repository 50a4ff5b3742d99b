import { describe, expect, test } from '@jest/globals';
import { refusedReportContract, resultsReportContract, signInsReportContract } from '@countersign/contracts';
import { privatePostgres } from '@countersign/testing';
import { agentHost, auditUnderTest, signIn } from './fixtures/audit-under-test.ts';

const under = auditUnderTest(privatePostgres);
const site = '018f0000-0000-7000-8000-00000000000a';
const span = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-08T00:00:00.000Z' };
const overTime = (changes: object = {}) => under.audit.ask(signInsReportContract, { ...span, bucket: 'day', timeZone: 'UTC', ...changes });

const publishWeek = async (): Promise<void> => under.audit.publish(
  signIn('alice', { at: '2026-03-01T10:00:00.000Z', site }),
  signIn('alice', { at: '2026-03-01T23:30:00.000Z', result: 'new-pin-set' }),
  signIn('alice', { at: '2026-03-02T00:30:00.000Z', result: 'challenge-new-pin', site }),
  signIn('alice', { at: '2026-03-03T08:00:00.000Z', result: 'wrong-tokencode', agentHost: agentHost('vpn') }),
  signIn('Alice', { at: '2026-03-03T08:01:00.000Z', result: 'wrong-tokencode', agentHost: agentHost('VPN') }),
  signIn('Alice', { at: '2026-03-03T08:02:00.000Z', result: 'token-locked', agentHost: agentHost('wifi') }),
  signIn('bob', { at: '2026-03-04T08:02:00.000Z', result: 'unregistered-user', agentHost: agentHost('VPN') }),
  signIn('bob', { at: '2026-03-08T00:00:00.000Z', result: 'unregistered-user' }),
  signIn('admin', { at: '2026-03-04T00:00:00.000Z', kind: 'administration', result: 'changed' }),
);

describe('sign-ins over time', () => {
  test('by day', async () => {
    await publishWeek();
    expect((await overTime()).rows).toEqual([
      { from: '2026-03-01T00:00:00.000Z', accepted: 2, challenged: 0, refused: 0 },
      { from: '2026-03-02T00:00:00.000Z', accepted: 0, challenged: 1, refused: 0 },
      { from: '2026-03-03T00:00:00.000Z', accepted: 0, challenged: 0, refused: 3 },
      { from: '2026-03-04T00:00:00.000Z', accepted: 0, challenged: 0, refused: 1 },
    ]);
  });

  test('by minute', async () => {
    await publishWeek();
    expect((await overTime({ bucket: 'minute', from: '2026-03-03T07:30:00.000Z', to: '2026-03-03T08:02:00.000Z' })).rows).toEqual([
      { from: '2026-03-03T08:00:00.000Z', accepted: 0, challenged: 0, refused: 1 }, { from: '2026-03-03T08:01:00.000Z', accepted: 0, challenged: 0, refused: 1 },
    ]);
  });

  test('days begin where the time zone says', async () => {
    await publishWeek();
    expect((await overTime({ timeZone: 'Asia/Shanghai', to: '2026-03-03T00:00:00.000Z' })).rows).toEqual([
      { from: '2026-02-28T16:00:00.000Z', accepted: 1, challenged: 0, refused: 0 },
      { from: '2026-03-01T16:00:00.000Z', accepted: 1, challenged: 1, refused: 0 },
    ]);
  });

  test('of some sites alone', async () => {
    await publishWeek();
    for (const scope of [{ site }, { sites: [site] }]) {
      expect((await overTime({ ...scope, bucket: 'week' })).rows.map(({ accepted, challenged }) => [accepted, challenged])).toEqual([[1, 0], [0, 1]]);
    }
    expect((await overTime({ sites: [] })).rows).toEqual([]);
  });

  test.each([
    ['no time', { to: span.from }], ['backwards', { to: '2026-01-01T00:00:00.000Z' }], ['no time zone', { timeZone: 'Mars/Olympus' }],
    ['too long', { from: '2020-01-01T00:00:00.000Z' }], ['too many buckets', { from: '2025-10-01T00:00:00.000Z', bucket: 'hour' }],
  ])('%s: refused', async (_, changes) => {
    await expect(overTime(changes)).rejects.toMatchObject({ resultCode: 'bad-request' });
  });
});

test('by cause, the most frequent first', async () => {
  await publishWeek();
  expect((await under.audit.ask(resultsReportContract, span)).rows).toEqual([
    { result: 'wrong-tokencode', count: 2 }, { result: 'accepted', count: 1 }, { result: 'challenge-new-pin', count: 1 },
    { result: 'new-pin-set', count: 1 }, { result: 'token-locked', count: 1 }, { result: 'unregistered-user', count: 1 },
  ]);
});

test('who is refused most, and where, named as the latest line writes it', async () => {
  await publishWeek();
  expect((await under.audit.ask(refusedReportContract, { ...span, by: 'user', limit: 1 })).rows).toEqual([
    { name: 'Alice', refused: 3, result: 'wrong-tokencode', lastAt: '2026-03-03T08:02:00.000Z' },
  ]);
  expect((await under.audit.ask(refusedReportContract, { ...span, by: 'agent-host', limit: 10 })).rows).toEqual([
    { name: 'VPN', refused: 3, result: 'wrong-tokencode', lastAt: '2026-03-04T08:02:00.000Z' },
    { name: 'wifi', refused: 1, result: 'token-locked', lastAt: '2026-03-03T08:02:00.000Z' },
  ]);
});
