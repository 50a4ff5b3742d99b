import { beforeEach, describe, expect, test } from '@jest/globals';
import { type MergedProfile } from '@countersign/contracts';
import type { AddressPool, LiveSession, NetworkAccess } from './network.ts';
import { Bench, totpToken } from './sign-in-fixture.ts';

const pool: AddressPool = { id: 'pool', ranges: [{ first: '10.0.0.1', last: '10.0.0.2' }], leaseMinutes: 60 };
const empty: MergedProfile<AddressPool> = { checks: [], replies: [], pool: null };
const reply = (name: string, value: string) => ({ name, value, place: 'agent-host' as const, profile: 'p' });
const session = (changes: Partial<LiveSession> = {}): LiveSession => ({ id: 'session', state: 'online', source: null, poolId: null, poolAddress: null, ...changes });

let bench: Bench;
const into = (changes: Partial<NetworkAccess>): void => {
  bench.network = { profile: empty, attributes: () => [], sessions: [], maximumSessions: null, freeAddress: () => undefined, ...changes };
};
const signIn = () => bench.pap(`1234${bench.code()}`);

beforeEach(() => {
  bench = new Bench(totpToken());
});

describe('reply attributes', () => {
  test('go with an accept, and with nothing else', () => {
    into({ profile: { ...empty, replies: [reply('Filter-Id', 'staff'), reply('Session-Timeout', '60')] } });
    expect(bench.pap('1234000000').answer).toEqual({ outcome: 'refuse', message: 'Access denied' });
    expect(signIn().answer).toEqual({
      outcome: 'accept', message: 'PASSCODE Accept', attributes: [{ name: 'Filter-Id', value: 'staff' }, { name: 'Session-Timeout', value: '60' }],
    });
  });

  test('the same request gets the same ones again', () => {
    into({ profile: { ...empty, replies: [reply('Filter-Id', 'staff')] } });
    const code = `1234${bench.code()}`;
    const { answer } = bench.pap(code, { requestKey: 'same' });
    into({});
    expect(bench.decide({ method: 'pap', password: code, passwordMac: '' }, { requestKey: 'same' })).toMatchObject({ kind: 'repeated', answer });
  });

  test('without any there is no list of them', () => {
    into({});
    expect(signIn().answer).toEqual({ outcome: 'accept', message: 'PASSCODE Accept' });
  });
});

describe('check attributes', () => {
  const checks = [{ name: 'NAS-Port-Type', check: 'equals' as const, value: 'Virtual', place: 'agent-host' as const, profile: 'remote' }];

  test('a request that does not fit is refused before anything is compared, and the trace says why', () => {
    into({ profile: { ...empty, checks }, attributes: () => [{ name: 'NAS-Port-Type', text: 'Ethernet' }] });
    const refused = signIn();
    expect(refused.result).toBe('check-attributes-differ');
    expect(refused.detail['trace']).toContain('check-attributes|remote: NAS-Port-Type equals|check-attributes-differ');
    into({ profile: { ...empty, checks }, attributes: () => [{ name: 'NAS-Port-Type', text: 'Virtual' }] });
    expect(signIn().result).toBe('accepted');
  });
});

describe('the limit of online sessions', () => {
  test('one too many is refused and burns nothing', () => {
    into({ maximumSessions: 1, sessions: [session()] });
    expect(signIn().result).toBe('too-many-sessions');
    into({ maximumSessions: 2, sessions: [session()] });
    expect(signIn()).toMatchObject({ result: 'accepted', reserves: { renews: null, poolId: null, address: null } });
  });

  test('a reservation of another source counts, one of the same source is renewed', () => {
    into({ maximumSessions: 1, sessions: [session({ state: 'reserved', source: 'elsewhere' })] });
    expect(signIn().result).toBe('too-many-sessions');
    into({ maximumSessions: 1, sessions: [session({ state: 'reserved', source: 'desk' })] });
    expect(signIn()).toMatchObject({ result: 'accepted', reserves: { renews: 'session' } });
  });

  test('a session that is online counts, also where the same source signs in again', () => {
    into({ maximumSessions: 1, sessions: [session({ source: 'desk' })] });
    expect(signIn().result).toBe('too-many-sessions');
  });

  test('no limit, no reservation', () => {
    into({ sessions: [session(), session({ id: 'other' })] });
    expect(signIn().reserves).toBeNull();
  });
});

describe('address pools', () => {
  const profile = { ...empty, pool };

  test('an address goes with the accept and is reserved with it', () => {
    into({ profile, freeAddress: () => '10.0.0.2' });
    expect(signIn()).toMatchObject({
      answer: { outcome: 'accept', attributes: [{ name: 'Framed-IP-Address', value: '10.0.0.2' }] },
      reserves: { poolId: 'pool', address: '10.0.0.2', holdMs: 60 * 60_000 },
    });
  });

  test('who signs in again from the same source before the session starts gets the same one', () => {
    into({ profile, sessions: [session({ state: 'reserved', source: 'desk', poolId: 'pool', poolAddress: '10.0.0.1' })], freeAddress: () => '10.0.0.2' });
    expect(signIn()).toMatchObject({ reserves: { renews: 'session', address: '10.0.0.1' } });
  });

  test('without a free one the sign-in is refused, and the code is good once there is one', () => {
    into({ profile });
    const code = `1234${bench.code()}`;
    const refused = bench.pap(code);
    expect(refused).toMatchObject({ result: 'address-pool-exhausted', reserves: null, answer: { outcome: 'refuse' } });
    expect(refused.tokenStates.size).toBe(0);
    into({ profile, freeAddress: () => '10.0.0.1' });
    expect(bench.pap(code).result).toBe('accepted');
  });
});
