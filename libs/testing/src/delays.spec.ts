import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { Delays } from './delays.ts';
import { disposeAfterEach } from './dispose-after-each.ts';
import { eventually } from './eventually.ts';
import { TestProcess } from './test-process.ts';

const keep = disposeAfterEach();
const told = existsSync('/proc/self/schedstat') ? describe : describe.skip;
const BUSY = 'for (const end = process.cpuUsage().user + 300_000; process.cpuUsage().user < end;);';

told('what others take', () => {
  /** Runs a script beside more work than the machine can do. @returns how long it took, and how much of it others took */
  async function besideOthers(script: string): Promise<{ took: number; lost: number }> {
    const others = await Promise.all(Array.from({ length: 3 * availableParallelism() }, async () => keep(await TestProcess.start({ args: ['-e', 'console.log("begun"); for (;;);'] }))));
    for (const other of others) await other.waitForLine(/begun/);
    const child = keep(await TestProcess.start({ args: ['-e', `process.stdin.once("data", () => { ${script}; console.log("done"); }); console.log("ready")`] }));
    await child.waitForLine(/ready/);
    const began = performance.now();
    const delays = new Delays(child.pid);
    child.write('go\n');
    await child.waitForLine(/done/);
    const lost = delays.end();
    return { took: performance.now() - began, lost };
  }

  test('from the main thread is most of the time that a machine with too much to do needs', async () => {
    const { took, lost } = await besideOthers(BUSY);
    expect(lost).toBeGreaterThan(100);
    expect(took - lost).toBeGreaterThanOrEqual(300);
  });

  test('from a child counts while its parent sleeps', async () => {
    const script = `const { spawnSync } = require("node:child_process"); spawnSync(process.execPath, ["-e", ${JSON.stringify(BUSY)}])`;
    const { took, lost } = await besideOthers(script.replaceAll('"', "'").replaceAll(`'${BUSY}'`, JSON.stringify(BUSY)));
    expect(lost).toBeGreaterThan(100);
    expect(took - lost).toBeGreaterThanOrEqual(300);
  });
});

test('sleep is nobody’s fault, and a process that is gone lost nothing', async () => {
  // What wakes one of its threads in its sleep, and stands behind others then, counts all the same: so it may need a quiet moment.
  const asleep = await eventually(async () => {
    const child = keep(await TestProcess.start({ args: ['-e', 'process.stdin.once("data", () => setTimeout(() => { console.log("done"); process.exit(); }, 1_000)); console.log("ready")'] }));
    await child.waitForLine(/ready/);
    const began = performance.now();
    const delays = new Delays(child.pid);
    child.write('sleep\n');
    await child.waitForLine(/done/);
    const lost = delays.end();
    expect(performance.now() - began - lost).toBeGreaterThan(500);
    return child;
  });
  await asleep.ended;
  const gone = new Delays(asleep.pid);
  await eventually(() => undefined);
  expect(gone.end()).toBe(0);
});
