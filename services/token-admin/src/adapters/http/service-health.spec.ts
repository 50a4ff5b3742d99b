/** What the API says about the health of all parts, asked over a real bus and a real database. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ReplicaHealth, healthContracts } from '@countersign/contracts';
import type { Subscription } from '@countersign/messaging';
import { eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let auth: Subscription;
const authSays: ReplicaHealth = {
  replica: 'a', ready: true, outbox: { messages: 2, oldestMs: 40 },
  checks: [{ name: 'database', outcome: 'up', tookMs: 2 }, { name: 'state-store', outcome: 'down', tookMs: 5 }],
};

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { replica: 'first' });
  auth = await admin.bus.serve(healthContracts.auth, async () => authSays, { queue: null });
});
afterAll(async () => {
  await admin?.stop();
  await server.stop();
});

const partsNow = async (): Promise<Record<string, unknown>> => {
  const { status, body } = await admin.call('GET', '/service-health');
  expect(status).toBe(200);
  return Object.fromEntries(body.parts.map((part: { part: string }) => [part.part, part]));
};

test('each replica that answers, its backlog, and the servers as the replicas see them', async () => {
  await admin.startReplica({ replica: 'second' });
  await eventually(async () => {
    expect(await partsNow()).toMatchObject({
      'token-admin': { state: 'working', members: [{ name: 'first', outbox: { oldestMs: expect.any(Number) } }, { name: 'second' }] },
      auth: { state: 'working', members: [{ name: 'a', state: 'working', missing: ['state-store'], tookMs: 5, outbox: { messages: 2, oldestMs: 40 } }] },
      postgresql: { state: 'working', members: [{ name: 'auth a', tookMs: 2 }, { name: 'token-admin first' }, { name: 'token-admin second' }] },
      'state-store': { state: 'partly' },
    });
  });
  expect(await partsNow()).not.toHaveProperty('nats');
});

test('a service that falls silent is seen within seconds', async () => {
  await auth.stop();
  await eventually(async () => { expect(await partsNow()).toMatchObject({ auth: { state: 'unreachable', members: [{ name: 'a', state: 'unreachable', tookMs: null }] } }); });
});

test('a database that was killed takes its own replica out, and the process still says so to probes', async () => {
  await server.kill();
  await eventually(async () => {
    expect(await (await fetch(new URL('/health/ready', admin.url))).json()).toMatchObject({ checks: { database: 'down' } });
  });
  await server.restart();
  await eventually(async () => { expect(await partsNow()).toMatchObject({ postgresql: { state: 'working' } }); });
});
