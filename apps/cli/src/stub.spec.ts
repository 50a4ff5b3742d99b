/** The executable that `npx countersign` starts: before a build, under an old Node.js, and when it is told to end. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { disposeAfterEach, TestProcess } from '@countersign/testing';

const keep = disposeAfterEach();
let checkout: string;
let stub: string;

beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'countersign-stub-'));
  stub = path.join(checkout, 'apps/cli/bin/countersign.mjs');
  mkdirSync(path.dirname(stub), { recursive: true });
  cpSync(path.join(import.meta.dirname, '../bin/countersign.mjs'), stub);
});
afterEach(() => { rmSync(checkout, { recursive: true }); });

/** A program in the place of the build. */
function build(source: string): void {
  mkdirSync(path.join(checkout, 'apps/cli/dist'), { recursive: true });
  writeFileSync(path.join(checkout, 'apps/cli/dist/main.js'), source);
  writeFileSync(path.join(checkout, 'apps/cli/package.json'), '{"type":"module"}');
}

const run = (...args: readonly string[]) => spawnSync(process.execPath, [...args], { encoding: 'utf8' });
/** Lets the stub believe that it runs under an older Node.js. */
const asNode20 = '--import=data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.1.0"})';

it('says how to build what is not built yet', () => {
  const { status, stderr } = run(stub, 'site', 'list');
  expect(status).toBe(69);
  expect(stderr).toMatch(/^countersign: not built yet\. In .* run "npm start"/);
});

it('hands on arguments and exit code', () => {
  build('console.log(process.argv.slice(2).join("|")); process.exitCode = 5;');
  expect(run(stub, 'a b', '--c')).toMatchObject({ status: 5, stdout: 'a b|--c\n' });
});

it('uses the Node.js of the checkout when its own is too old, or says that it needs one', () => {
  build('console.log(process.argv.slice(2).join("|"), process.execArgv.length); process.exitCode = 5;');
  expect(run(asNode20, stub)).toMatchObject({ status: 69, stderr: expect.stringContaining('needs Node.js 24') });
  mkdirSync(path.join(checkout, 'node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, path.join(checkout, 'node_modules/node/bin/node'));
  expect(run(asNode20, stub, 'x')).toMatchObject({ status: 5, stdout: 'x 0\n' });
});

it('ends its child when it is told to end', async () => {
  build('console.log("pid", process.pid); setInterval(() => {}, 1000);');
  mkdirSync(path.join(checkout, 'node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, path.join(checkout, 'node_modules/node/bin/node'));
  const running = keep(await TestProcess.start({ args: [asNode20, stub] }));
  const pid = Number((await running.waitForLine(/pid (\d+)/))[1]);
  expect(pid).not.toBe(running.pid);
  running.signal('SIGTERM');
  expect(await running.ended).toEqual({ code: 143, signal: null });
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
