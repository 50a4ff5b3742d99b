import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { disposeAfterEach } from './dispose-after-each.ts';
import { eventually } from './eventually.ts';
import { processorWaitMs, undelayedMs } from './processor-wait.ts';
import { TestProcess } from './test-process.ts';

const keep = disposeAfterEach();
const told = existsSync('/proc/self/schedstat') ? describe : describe.skip;

told('the wait for the processor', () => {
  test('grows while there is more to do than the machine can, and not with sleep', async () => {
    const run = async (script: string): Promise<TestProcess> => keep(await TestProcess.start({ args: ['-e', `console.log("begun"); ${script}`] }));
    const asleep = await run('setInterval(() => {}, 1_000_000)');
    await asleep.waitForLine(/begun/);
    const busy = await Promise.all(Array.from({ length: availableParallelism() + 1 }, async () => run('for (;;);')));
    await eventually(() => { expect(Math.max(...busy.map(({ pid }) => processorWaitMs(pid)))).toBeGreaterThan(200); });
    // What it does until it sleeps may still have to wait.
    await eventually(async () => {
      const waited = (): number[] => [asleep, ...busy].map(({ pid }) => processorWaitMs(pid));
      const before = waited();
      await new Promise((resolve) => { setTimeout(resolve, 500); });
      const [sleeper = 0, ...others] = waited().map((ms, index) => ms - (before[index] ?? 0));
      expect(sleeper).toBeLessThan(Math.max(...others) / 2);
    });
  });
});

test('what is slept through or waited for stays', async () => {
  const asleep = keep(await TestProcess.start({ args: ['-e', 'setTimeout(() => {}, 300)'] }));
  const began = performance.now();
  const took = await undelayedMs(async () => asleep.ended);
  expect(took).toBeGreaterThan(0);
  expect(took).toBeLessThanOrEqual(performance.now() - began);
  // What wakes this process in its sleep, and stands behind others then, is taken off all the same: so it may need a quiet moment.
  await eventually(async () => expect(await undelayedMs(async () => new Promise((resolve) => { setTimeout(resolve, 200); }))).toBeGreaterThan(100));
});

test('nothing is known of a process that is gone', async () => {
  const gone = await TestProcess.start({ args: ['-e', ''] });
  await gone.ended;
  expect(processorWaitMs(gone.pid)).toBe(0);
});
