import { expect, test } from '@jest/globals';
import { protectionState, QUIET_MS } from './protection-state.ts';

const now = Date.UTC(2026, 2, 2, 12);
const ago = (ms: number): string => new Date(now - ms).toISOString();
const hour = 3_600_000;

test.each([
  ['unseen', null, null], ['missing', null, ago(hour)], ['ready', ago(hour), null], ['missing', ago(2 * hour), ago(hour)], ['missing', ago(hour), ago(hour)],
  ['changing', ago(0), ago(hour)], ['changing', ago(0), ago(QUIET_MS - 1)], ['ready', ago(0), ago(QUIET_MS)],
  // Nobody knows what it would send now: but the last that it sent had one.
  ['ready', ago(30 * QUIET_MS), ago(31 * QUIET_MS)],
] as const)('%s: last with %s, last without %s', (state, lastWithAt, lastWithoutAt) => {
  expect(protectionState({ requireMessageAuthenticator: false, lastWithAt, lastWithoutAt }, now)).toBe(state);
  expect(protectionState({ requireMessageAuthenticator: true, lastWithAt, lastWithoutAt }, now)).toBe('required');
});
