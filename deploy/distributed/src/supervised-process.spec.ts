import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@countersign/testing';
import { SupervisedProcess } from './supervised-process.ts';

let folder: string;
let supervised: SupervisedProcess | undefined;
const lines: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-supervised-'));
  lines.length = 0;
});
afterEach(async () => {
  await supervised?.stop();
  await rm(folder, { recursive: true });
});

async function supervise(source: string): Promise<SupervisedProcess> {
  const file = path.join(folder, 'child.mjs');
  await writeFile(file, source);
  supervised = new SupervisedProcess({ name: 'child', file, environment: () => ({ GREETING: 'hello' }), log: (line) => lines.push(line) });
  return supervised;
}

test('it is ready with the fields of its line, and is started again after kill -9', async () => {
  const child = await supervise(`
    console.log(JSON.stringify({ msg: 'ready', greeting: process.env.GREETING }));
    setInterval(() => {}, 1000);
  `);
  expect(await child.firstReady).toMatchObject({ greeting: 'hello' });
  expect(child.isReady).toBe(true);
  const { pid } = child;
  process.kill(pid, 'SIGKILL');
  await eventually(() => expect(child.pid).toBe(0));
  expect(child.isReady).toBe(false);
  await eventually(() => expect(child.pid).toBeGreaterThan(0));
  expect(child.pid).not.toBe(pid);
  expect(lines).toContain('child: ended (SIGKILL); started again in a second');
});

test('one that ends before it is ready says so, with its own words in the log', async () => {
  const child = await supervise(`console.error('COUNTERSIGN_RADIUS is wrong'); process.exit(2);`);
  await expect(child.firstReady).rejects.toThrow('child ended before it was ready (exit code 2)');
  expect(lines).toContain('child: COUNTERSIGN_RADIUS is wrong');
});

test('stopped, it is not started again', async () => {
  const child = await supervise(`
    process.on('SIGTERM', () => process.exit(0));
    console.log(JSON.stringify({ msg: 'ready' }));
    setInterval(() => {}, 1000);
  `);
  await child.firstReady;
  await child.stop();
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(child.pid).toBe(0);
});

