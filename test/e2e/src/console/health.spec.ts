/** The overview while parts of a distributed installation stand still: seen within seconds, in words that say what to do. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { eventually } from '@countersign/testing';
import { type DistributedSystem, startSystem } from '../harness/distributed-system.ts';
import type { Administrator } from './administrator.ts';
import { ConsoleBrowser, picture } from './console-browser.ts';
import { FIRST_PASSWORD, firstAdministrator } from './first-administrator.ts';

let system: DistributedSystem;
let browser: ConsoleBrowser;
let admin: Administrator;

beforeAll(async () => {
  system = await startSystem({ 'radius-gateway': 1, auth: 2, 'token-admin': 1, audit: 1 });
  browser = await ConsoleBrowser.start(system.distributed.httpUrl);
  admin = await firstAdministrator(browser, system.dataDir);
}, 300_000); // Chromium may have to be installed first

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await system?.stop();
});

const tile = (part: string, state: string): Promise<void> =>
  admin.page.getByRole('list', { name: 'Health' }).getByRole('listitem').filter({ hasText: part }).filter({ hasText: state }).waitFor();
const look = async (name: string): Promise<void> => picture(admin.page, `${name}.png`, { fullPage: true });

test('every part works: each replica, and the servers behind them', async () => {
  for (const part of ['RADIUS gateway', 'auth', 'token-admin', 'audit', 'PostgreSQL', 'NATS', 'State store (Redis)']) await tile(part, 'working');
  await eventually(async () => {
    const { parts } = await system.api.call(adminApi.readServiceHealth, {});
    expect(parts.find(({ part }) => part === 'auth')?.members.map(({ name, state }) => [name, state])).toEqual([['1', 'working'], ['2', 'working']]);
  });
  await look('health-working-en');
});

test('a replica that stands still, then both: what it means is said', async () => {
  const [one = 0, other = 0] = system.distributed.pids().auth;
  try {
    process.kill(one, 'SIGSTOP');
    await tile('auth', 'works in part');
    process.kill(other, 'SIGSTOP');
    await tile('auth', 'not reachable');
    await admin.reads(/Nobody can sign in: gateways stay silent/);
    await tile('RADIUS gateway', 'lacks what it needs');
    await look('health-without-auth-en');
  } finally {
    for (const pid of [one, other]) process.kill(pid, 'SIGCONT');
  }
  await tile('auth', 'working');
});

test('without Redis the console says so although it cannot look up its own session', async () => {
  const { redis } = system.distributed.servers;
  await redis?.stop();
  try {
    await tile('State store (Redis)', 'not reachable');
    await admin.reads('Only part of the installation can be seen now');
    await admin.reads(/Sign-ins with a passcode or password go on/);
    await look('health-without-redis-en');
    await admin.page.reload();
    await tile('State store (Redis)', 'not reachable');
    await look('health-without-redis-reloaded-en');
    const { parts } = await system.api.call(adminApi.readServiceHealth, {});
    expect(parts.find(({ part }) => part === 'state-store')).toMatchObject({ state: 'unreachable' });
  } finally {
    await redis?.restart();
  }
  // Sessions were in the memory that was stopped.
  await eventually(async () => {
    await admin.page.reload();
    await admin.page.getByLabel('Login name').waitFor({ timeout: 10_000 });
  }, { timeout: 60_000 });
  await admin.signIn('admin', FIRST_PASSWORD);
  await tile('State store (Redis)', 'working');
});

test('without NATS nobody else can be asked, and nobody else is blamed', async () => {
  const { nats } = system.distributed.servers;
  await nats.stop();
  try {
    await tile('NATS', 'not reachable');
    await tile('auth', 'not known');
    await look('health-without-nats-en');
  } finally {
    await nats.restart();
  }
  await tile('auth', 'working');
});
