import { expect, test } from '@jest/globals';
import type { ReplicaHealth } from '@countersign/contracts';
import { FORGOTTEN_MS, type HealthRound, SLOW_MS, ServiceStates, UNHEARD_MS } from './service-states.ts';

const START = Date.UTC(2026, 0, 1);
const at = (ms: number): string => new Date(START + ms).toISOString();
const replica = (name: string, checks: Record<string, 'up' | 'down' | number> = {}, more: Partial<ReplicaHealth> = {}): ReplicaHealth => ({
  replica: name, ready: true, outbox: null, ...more,
  checks: Object.entries(checks).map(([check, seen]) => ({ name: check, outcome: seen === 'down' ? 'down' : 'up', tookMs: typeof seen === 'number' ? seen : 1 })),
});
const round = (given: Partial<HealthRound> = {}): HealthRound => ({
  'radius-gateway': [replica('1', { nats: 'up' })], auth: [replica('1', { database: 'up', 'state-store': 'up' }), replica('2', { database: 'up', 'state-store': 'up' })],
  'token-admin': [replica('1', { database: 'up', 'state-store': 'up' })], audit: [replica('1', { database: 'up' })], ...given,
});

function after(...rounds: readonly (readonly [number, HealthRound])[]) {
  const states = new ServiceStates(START);
  for (const [ms, each] of rounds) {
    states.take(each, START + ms);
    states.current();
  }
  const { parts } = states.current();
  return (name: string) => {
    const part = parts.find((each) => each.part === name);
    return part && { state: part.state, since: part.since, members: Object.fromEntries(part.members.map((member) => [member.name, member.state])) };
  };
}

test('all is well: every part works, and what no service needs is not shown', () => {
  const see = after([1000, round()]);
  expect(see('auth')).toEqual({ state: 'working', since: at(0), members: { 1: 'working', 2: 'working' } });
  expect(see('postgresql')).toEqual({ state: 'working', since: at(0), members: { 'auth 1': 'working', 'auth 2': 'working', 'token-admin 1': 'working', 'audit 1': 'working' } });
  expect(after([1000, round({ 'radius-gateway': [replica('1')] })])('nats')).toBeUndefined();
});

test('one answer may get lost; a replica that is not heard any more is not reachable, since when, and later forgotten', () => {
  const without: HealthRound = round({ auth: [replica('1')] });
  expect(after([0, round()], [UNHEARD_MS - 1, without])('auth')).toMatchObject({ state: 'working' });
  expect(after([0, round()], [UNHEARD_MS, without], [UNHEARD_MS + 9000, without])('auth'))
    .toEqual({ state: 'partly', since: at(UNHEARD_MS), members: { 1: 'working', 2: 'unreachable' } });
  expect(after([0, round()], [FORGOTTEN_MS, without])('auth')).toEqual({ state: 'working', since: at(0), members: { 1: 'working' } });
  expect(after([0, round()], [UNHEARD_MS, without], [UNHEARD_MS + 1000, round()])('auth')).toMatchObject({ state: 'working', since: at(UNHEARD_MS + 1000) });
});

test('a service of which nobody answers is not reachable, however long: nobody has replaced it', () => {
  const gone = round({ auth: [] });
  expect(after([0, round()], [UNHEARD_MS, gone], [FORGOTTEN_MS * 2, gone])('auth')).toMatchObject({ state: 'unreachable', since: at(UNHEARD_MS) });
  expect(after([0, gone])('auth')).toMatchObject({ state: 'unknown' });
  expect(after([0, gone], [UNHEARD_MS, gone])('auth')).toMatchObject({ state: 'unreachable', since: at(UNHEARD_MS) });
});

test('without a bus the others are unknown, not at fault', () => {
  const alone = round({ 'radius-gateway': undefined, auth: undefined, audit: undefined, 'token-admin': [replica('1', { database: 'up', nats: 'down' })] });
  const see = after([0, round()], [2000, alone]);
  expect(see('auth')).toMatchObject({ state: 'unknown', since: at(2000) });
  expect(see('nats')).toEqual({ state: 'unreachable', since: at(2000), members: { 'token-admin 1': 'unreachable' } });
});

test('a server that one replica does not reach, one that is slow, and a replica that lacks what it needs', () => {
  const see = after([1000, round({
    auth: [replica('1', { database: 'down', 'state-store': SLOW_MS }, { ready: false }), replica('2', { database: 'up', 'state-store': SLOW_MS })],
    'token-admin': [replica('1', { database: 'up', 'state-store': SLOW_MS })],
  })]);
  expect(see('auth')).toMatchObject({ state: 'partly', members: { 1: 'not-ready', 2: 'slow' } });
  expect(see('postgresql')).toMatchObject({ state: 'partly', members: { 'auth 1': 'unreachable', 'auth 2': 'working' } });
  expect(see('state-store')).toMatchObject({ state: 'slow' });
});

test('events that do not leave for the trail make a service slow', () => {
  const waiting = { messages: 3, oldestMs: 60_000 };
  const states = new ServiceStates(START);
  states.take(round({ auth: [replica('1', {}, { outbox: waiting })] }), START);
  expect(states.current().parts.find(({ part }) => part === 'auth')).toMatchObject({ state: 'slow', members: [{ state: 'slow', outbox: waiting }] });
});
