import { expect, test } from '@jest/globals';
import { createMetrics } from '@countersign/observability';
import type { AuthService, SignInQuestion } from '../../application/ports.ts';
import { GatewayMetrics, gatewayStages } from './gateway-metrics.ts';

const options = { service: 'radius-gateway', replica: '1' };
const question = {} as SignInQuestion;

test('every stage and every reason has its series before anything happened', async () => {
  const metrics = createMetrics(options);
  const gateway = new GatewayMetrics(metrics);
  const before = (await metrics.text()).split('\n').length;
  for (const stage of gatewayStages) expect(await metrics.text()).toContain(`stage="${stage}"`);
  for (const reason of ['too-short', 'message-authenticator-wrong', 'unknown-source', 'no-answer-from-auth', 'password-queue-full', 'stale-secret']) {
    gateway.dropped(reason);
    expect(await metrics.text()).toContain(`countersign_gateway_dropped_total{reason="${reason}",service="radius-gateway",replica="1"} 1`);
  }
  expect((await metrics.text()).split('\n')).toHaveLength(before);
});

test('a reason that nobody knows makes no series of its own', async () => {
  const metrics = createMetrics(options);
  const gateway = new GatewayMetrics(metrics);
  for (let index = 0; index < 50; index += 1) gateway.dropped(`hostile-${index}`);
  const text = await metrics.text();
  expect(text).toContain('reason="other",service="radius-gateway",replica="1"} 50');
  expect(text).not.toContain('hostile');
});

test('auth is asked as before, its answers are counted, and nothing in time is "failed"', async () => {
  const metrics = createMetrics(options);
  const answers: (() => ReturnType<AuthService['authenticate']>)[] = [
    async () => ({ outcome: 'accept', message: 'yes' }),
    async () => { throw new Error('deadline'); },
  ];
  const asked: number[] = [];
  const auth = new GatewayMetrics(metrics).observed({
    authenticate: (_, remainingMs) => {
      asked.push(remainingMs);
      return (answers.shift() ?? (async () => ({ outcome: 'silence', reason: 'none' } as const)))();
    },
    account: async () => true,
    isReady: () => true,
  });
  expect(await auth.authenticate(question, 2500)).toEqual({ outcome: 'accept', message: 'yes' });
  await expect(auth.authenticate(question, 100)).rejects.toThrow('deadline');
  expect(asked).toEqual([2500, 100]);
  const text = await metrics.text();
  expect(text).toContain('countersign_gateway_auth_answers_total{outcome="accept",service="radius-gateway",replica="1"} 1');
  expect(text).toContain('countersign_gateway_auth_answers_total{outcome="failed",service="radius-gateway",replica="1"} 1');
  expect(text).toContain('countersign_gateway_stage_seconds_count{service="radius-gateway",replica="1",stage="auth"} 2');
});
