import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { disposeAfterEach } from './dispose-after-each.ts';
import { eventually } from './eventually.ts';
import { TestProcess } from './test-process.ts';

const keep = disposeAfterEach();

const node = async (script: string): Promise<TestProcess> => TestProcess.start({ args: ['-e', script] });

function runs(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`);
}

describe('a process under test', () => {
  test('gives its output line by line, and earlier lines to those who ask later', async () => {
    const child = keep(await node('console.log("first"); console.error("second 2"); setInterval(() => {}, 1000)'));
    expect((await child.waitForLine(/^second (\d)$/))[1]).toBe('2');
    await child.waitForLine(/^first$/);
    expect(child.output.split('\n').toSorted((one, other) => one.localeCompare(other))).toEqual(['first', 'second 2']);
  });

  test('shows all output when the line does not come', async () => {
    const waiting = keep(await node('console.log("something else"); setInterval(() => {}, 1000)'));
    await waiting.waitForLine(/else/);
    await expect(waiting.waitForLine(/ready/, 50)).rejects.toThrow(/in 50 ms.*something else/s);
    const ended = keep(await node('console.log("the last line")'));
    await ended.waitForLine(/the last line/);
    await expect(ended.waitForLine(/ready/)).rejects.toThrow(/before it ended.*the last line/s);
    expect(await ended.ended).toEqual({ code: 0, signal: null });
  });

  test('reads what it is told', async () => {
    const child = keep(await node('process.stdin.on("data", (text) => console.log("got " + text)).on("end", () => process.exit(4))'));
    child.write('this\n');
    await child.waitForLine(/^got this$/);
    child.closeInput();
    expect(await child.ended).toEqual({ code: 4, signal: null });
  });

  test('stops politely, or else by force', async () => {
    const ready = 'console.log("ready"); setInterval(() => {}, 1000);';
    const polite = keep(await node(`process.on("SIGTERM", () => process.exit(5)); ${ready}`));
    await polite.waitForLine(/ready/);
    expect(await polite.stop()).toEqual({ code: 5, signal: null });
    const stubborn = keep(await node(`process.on("SIGTERM", () => {}); ${ready}`));
    await stubborn.waitForLine(/ready/);
    expect(await stubborn.stop(100)).toEqual({ code: null, signal: 'SIGKILL' });
  });

  const parent = 'const child = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]); console.log("child " + child.pid); setInterval(() => {}, 1000)';

  test('leaves its children alive when it alone is killed, and takes them along at the end', async () => {
    const child = await node(parent);
    const grandchild = Number((await child.waitForLine(/child (\d+)/))[1]);
    expect(await child.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(runs(grandchild)).toBe(true);
    await child.end();
    await eventually(() => { expect(runs(grandchild)).toBe(false); });
  });

  test('is ended when it is let go', async () => {
    const child = await node(parent);
    expect(runs(child.pid)).toBe(true);
    await child[Symbol.asyncDispose]();
    expect(runs(child.pid)).toBe(false);
  });

  test('a program that is not there is an error', async () => {
    await expect(TestProcess.start({ file: '/no/such/program', args: [] })).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
