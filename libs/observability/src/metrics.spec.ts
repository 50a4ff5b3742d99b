import { expect, test } from '@jest/globals';
import { createMetrics } from './index.ts';

const options = { service: 'auth', replica: 'a' };

test('every value of a closed label has its series from the start; any other value is counted as one', async () => {
  const metrics = createMetrics(options);
  const dropped = metrics.counterBy('drops_total', 'Drops.', { name: 'reason', values: ['unknown-source', 'malformed'] });
  dropped('malformed', 2);
  for (let index = 0; index < 100; index += 1) dropped(`hostile-${index}`);
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('drops_total'));
  expect(lines.toSorted()).toEqual([
    'drops_total{reason="malformed",service="auth",replica="a"} 2',
    'drops_total{reason="other",service="auth",replica="a"} 100',
    'drops_total{reason="unknown-source",service="auth",replica="a"} 0',
  ]);
});

test('durations are given in milliseconds and shown in seconds', async () => {
  const metrics = createMetrics(options);
  metrics.durations('whole_seconds', 'Whole.')(1200);
  metrics.durationsBy('stage_seconds', 'Stage.', { name: 'stage', values: ['load'] })('load', 3);
  const text = await metrics.text();
  expect(text).toContain('whole_seconds_bucket{le="1",service="auth",replica="a"} 0');
  expect(text).toContain('whole_seconds_bucket{le="1.5",service="auth",replica="a"} 1');
  expect(text).toContain('whole_seconds_sum{service="auth",replica="a"} 1.2');
  expect(text).toContain('stage_seconds_bucket{le="0.005",service="auth",replica="a",stage="load"} 1');
});

test('a stage that nothing has reached yet is shown as zero', async () => {
  const metrics = createMetrics(options);
  metrics.durationsBy('stage_seconds', 'Stage.', { name: 'stage', values: ['load', 'write'] })('load', 3);
  const counts = (await metrics.text()).split('\n').filter((line) => line.startsWith('stage_seconds_count'));
  expect(Object.fromEntries(counts.map((line) => [/stage="(\w+)"/.exec(line)?.[1], line.at(-1)]))).toEqual({ load: '1', write: '0' });
});

test('a gauge that cannot be read has no value, and comes back', async () => {
  const metrics = createMetrics(options);
  let value: number | undefined = 5;
  metrics.gauge('backlog', 'Backlog.', async () => {
    if (value === undefined) throw new Error('down');
    return value;
  });
  expect(await metrics.text()).toContain('backlog{service="auth",replica="a"} 5');
  value = undefined;
  expect(await metrics.text()).not.toMatch(/^backlog\{/m);
  value = 6;
  expect(await metrics.text()).toContain('backlog{service="auth",replica="a"} 6');
});

test('registries are apart; the process is measured where it was asked for', async () => {
  const [first, second] = [createMetrics({ ...options, process: true }), createMetrics(options)];
  expect(await first.text()).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(await second.text()).toBe('\n');
});
