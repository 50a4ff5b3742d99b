import { describe, expect, test } from '@jest/globals';
import { addressAt, addressNumber, addressRangeSchema, addressText, poolSize, rangesOverlap } from './address-pool.ts';
import { type CheckAttribute, failedCheck, mergeProfiles, type PlacedProfile } from './radius-profile.ts';

const profile = (place: PlacedProfile['place'], changes: Partial<PlacedProfile> = {}): PlacedProfile =>
  ({ place, id: place, name: `of ${place}`, checkAttributes: [], replyAttributes: [], pool: null, ...changes });
const reply = (name: string, value: string, append = false) => ({ name, value, append });

describe('several profiles become one', () => {
  test('the more particular one replaces values of the same name, whatever the order they come in', () => {
    const merged = mergeProfiles([
      profile('user-on-agent-host', { replyAttributes: [reply('filter-id', 'own')] }),
      profile('user', { replyAttributes: [reply('Class', 'staff')] }),
      profile('agent-host', { replyAttributes: [reply('Filter-Id', 'guest'), reply('Session-Timeout', '3600')] }),
    ]);
    expect(merged.replies.map(({ name, value, place }) => [name, value, place])).toEqual([
      ['Session-Timeout', '3600', 'agent-host'], ['Class', 'staff', 'user'], ['filter-id', 'own', 'user-on-agent-host'],
    ]);
  });

  test('a line that appends comes after the others; several values of one profile all stay', () => {
    const merged = mergeProfiles([
      profile('agent-host', { replyAttributes: [reply('Cisco-AVPair', 'a'), reply('Cisco-AVPair', 'b')] }),
      profile('group', { replyAttributes: [reply('Cisco-AVPair', 'c', true)] }),
    ]);
    expect(merged.replies.map(({ value }) => value)).toEqual(['a', 'b', 'c']);
  });

  test('all checks hold together, the most general first', () => {
    const check = (value: string): CheckAttribute => ({ name: 'NAS-Port-Type', check: 'equals', value });
    expect(mergeProfiles([profile('user', { checkAttributes: [check('u')] }), profile('agent-host', { checkAttributes: [check('h')] })]).checks.map(({ value }) => value)).toEqual(['h', 'u']);
  });

  test('the most particular pool is taken, and none beside a fixed address', () => {
    const pools = [profile('user', { pool: 'mine' }), profile('agent-host', { pool: 'theirs' }), profile('user-on-agent-host')];
    expect(mergeProfiles(pools).pool).toBe('mine');
    expect(mergeProfiles([...pools, profile('group', { replyAttributes: [reply('framed-ip-address', '10.0.0.9')] })]).pool).toBeNull();
    expect(mergeProfiles([]).pool).toBeNull();
  });
});

describe('check attributes', () => {
  const request = [{ name: 'NAS-Port-Type', text: 'Virtual' }, { name: 'Called-Station-Id', text: 'vpn.example' }, { name: 'Called-Station-Id', text: 'two' }];
  test.each([
    ['equals', 'nas-port-type', 'Virtual', true], ['equals', 'NAS-Port-Type', 'virtual', false], ['equals', 'Called-Station-Id', 'two', true],
    ['equals', 'NAS-Port', '1', false], ['differs', 'NAS-Port-Type', 'Ethernet', true], ['differs', 'Called-Station-Id', 'two', false],
    ['differs', 'NAS-Port', '1', true], ['begins-with', 'Called-Station-Id', 'vpn.', true], ['begins-with', 'Called-Station-Id', 'pn', false],
    ['present', 'NAS-Port-Type', '', true], ['present', 'NAS-Port', '', false], ['absent', 'NAS-Port', '', true], ['absent', 'NAS-Port-Type', '', false],
  ] as const)('%s %s %s: %s', (check, name, value, holds) => {
    expect(failedCheck([{ name, check, value }], request) === undefined).toBe(holds);
  });
});

describe('address pools', () => {
  test('addresses are counted over the ranges', () => {
    const ranges = [{ first: '10.0.0.254', last: '10.0.1.1' }, { first: '192.0.2.7', last: '192.0.2.7' }];
    expect(poolSize(ranges)).toBe(5);
    expect([0, 1, 2, 3, 4, 5].map((index) => addressAt(ranges, index))).toEqual(['10.0.0.254', '10.0.0.255', '10.0.1.0', '10.0.1.1', '192.0.2.7', undefined]);
    expect(addressText(addressNumber('255.255.255.255'))).toBe('255.255.255.255');
  });

  test('ranges that share an address are told', () => {
    expect(rangesOverlap([{ first: '10.0.0.5', last: '10.0.0.9' }, { first: '10.0.0.1', last: '10.0.0.5' }])).toBe(true);
    expect(rangesOverlap([{ first: '10.0.0.5', last: '10.0.0.9' }, { first: '10.0.0.1', last: '10.0.0.4' }])).toBe(false);
  });

  test('a range does not end before it begins', () => {
    expect(addressRangeSchema.safeParse({ first: '10.0.0.2', last: '10.0.0.10' }).success).toBe(true);
    expect(addressRangeSchema.safeParse({ first: '10.0.0.10', last: '10.0.0.2' }).success).toBe(false);
  });
});
