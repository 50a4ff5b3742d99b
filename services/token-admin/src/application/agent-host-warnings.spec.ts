import { expect, test } from '@jest/globals';
import type { Drop } from '@countersign/contracts';
import { agentHostWarnings } from './agent-host-warnings.ts';

const HOST = '0198f0f0-0000-7000-8000-000000000001';
const drop = (reason: string, changes: Partial<Drop> = {}): Drop => ({
  source: '192.0.2.1', reason, count: 1, firstSeenAt: '2026-01-01T00:00:00.000Z', lastSeenAt: '2026-01-01T00:00:00.000Z', agentHost: 'vpn', agentHostId: HOST, ...changes,
});

test('a suspected secret is a visible warning at the agent host, summed over reasons and replicas', () => {
  expect(agentHostWarnings(HOST, [
    drop('shared-secret-suspected', { count: 3 }),
    drop('message-authenticator-wrong', { count: 4, lastSeenAt: '2026-01-02T00:00:00.000Z' }),
  ])).toEqual([{ result: 'shared-secret-suspected', reasons: ['message-authenticator-wrong', 'shared-secret-suspected'], count: 7, lastSeenAt: '2026-01-02T00:00:00.000Z' }]);
});

test('a host that sends no Message-Authenticator though it has to is a warning of its own', () => {
  expect(agentHostWarnings(HOST, [drop('message-authenticator-missing', { count: 2 }), drop('shared-secret-suspected')])).toMatchObject([
    { result: 'message-authenticator-missing', count: 2 }, { result: 'shared-secret-suspected', count: 1 },
  ]);
});

test('what says nothing about the secret, or is another host\'s, is no warning', () => {
  const others = [drop('no-answer-from-auth'), drop('shared-secret-suspected', { agentHostId: null })];
  expect(agentHostWarnings(HOST, others)).toEqual([]);
});
