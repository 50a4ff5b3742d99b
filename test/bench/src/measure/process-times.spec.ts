import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { observe } from './observation.ts';
import { cpuSecondsOf, cpuSecondsOfTree, machineSeconds, peakMegabytesOf, residentMegabytesOf } from './process-times.ts';

/** Until this process has used so many seconds of CPU time more. */
function work(seconds: number): void {
  const { user } = process.cpuUsage();
  while (process.cpuUsage().user - user < seconds * 1e6);
}

/** A child that ends when it has used so many seconds of CPU time, however busy the machine is. */
async function busyChild(seconds: number): Promise<void> {
  const child = spawn(process.execPath, ['-e', `while (process.cpuUsage().user < ${seconds * 1e6});`]);
  await once(child, 'exit');
}

describe('CPU time', () => {
  test('of this process is what the process says of itself', () => {
    work(0.3);
    const { user, system } = process.cpuUsage();
    expect(Math.abs(cpuSecondsOf(process.pid) - (user + system) / 1e6)).toBeLessThan(0.1);
  });

  test('of a tree includes children that have ended', async () => {
    const [tree, own, said] = [cpuSecondsOfTree(process.pid), cpuSecondsOf(process.pid), process.cpuUsage()];
    await busyChild(0.5);
    const [treeUsed, ownUsed, { user, system }] = [cpuSecondsOfTree(process.pid) - tree, cpuSecondsOf(process.pid) - own, process.cpuUsage(said)];
    // What the test's own process did meanwhile, collecting garbage say, is in both figures.
    expect(treeUsed - ownUsed).toBeGreaterThan(0.4);
    expect(Math.abs(ownUsed - (user + system) / 1e6)).toBeLessThan(0.1);
  });

  test('of a process that is not there is none', () => {
    expect([cpuSecondsOf(2 ** 22 + 1), cpuSecondsOfTree(2 ** 22 + 1), peakMegabytesOf(2 ** 22 + 1)]).toEqual([0, 0, 0]);
  });

  test('the machine is never busier than it is', () => {
    const { busy, total } = machineSeconds();
    expect(busy).toBeGreaterThan(0);
    expect(busy).toBeLessThan(total);
  });
});

describe('an observation', () => {
  test('tells what was used in between, and what by others', async () => {
    const done = observe({ processes: { self: [process.pid] }, trees: {} });
    work(0.3);
    await busyChild(0.3);
    const { cpuSeconds, peakMegabytes, othersShare } = done();
    expect(cpuSeconds['self']).toBeGreaterThan(0.1);
    expect(peakMegabytes['self']).toBeGreaterThanOrEqual(residentMegabytesOf(process.pid));
    expect(othersShare).toBeGreaterThan(0);
    expect(othersShare).toBeLessThanOrEqual(1);
  });
});
