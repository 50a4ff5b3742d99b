/** What administration changes of running state is on record: what, of whom, by whom – and never a PIN. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { privatePostgres } from '@countersign/testing';
import { Cluster } from './fixtures/cluster.ts';

const actor = { kind: 'api-key', id: '0190f000-0000-7000-8000-000000000001', label: 'console', address: '192.0.2.7' } as const;
let server: Awaited<ReturnType<typeof privatePostgres>>;
let cluster: Cluster;

beforeAll(async () => {
  server = await privatePostgres();
  cluster = await Cluster.open((role) => server.url('postgres', role));
});
afterAll(async () => {
  await cluster.close();
  await server.stop();
});
beforeEach(() => cluster.reset());

test('a PIN that is set and cleared', async () => {
  const { userId, assignmentId } = await cluster.person('bob', { usePin: true });
  await cluster.administration.setPin(assignmentId, '86420', actor);
  await cluster.administration.setPin(assignmentId, null, actor);
  const events = await cluster.recorded();
  expect(events).toMatchObject([
    {
      kind: 'administration', result: 'changed', site: cluster.siteId, user: { id: userId, login: 'bob' }, host: '192.0.2.7',
      object: { type: 'token' }, detail: { 'action': 'set-pin', 'actor': 'api-key:console', 'before.pinSet': false, 'after.pinSet': true },
    },
    { user: { login: 'bob' }, detail: { 'action': 'clear-pin', 'before.pinSet': true, 'after.pinSet': false } },
  ]);
  expect(JSON.stringify(events)).not.toContain('86420');
});

test('a mode, a synchronisation and an unlock', async () => {
  const { userId, assignmentId, tokenId } = await cluster.person('carol');
  await cluster.administration.setMode(assignmentId, 'next-tokencode', actor);
  await cluster.administration.synchronise(tokenId, cluster.code(100), cluster.code(101), actor);
  await cluster.administration.unlock(userId, actor);
  expect(await cluster.recorded()).toMatchObject([
    { user: { login: 'carol' }, detail: { 'action': 'mode-next-tokencode', 'before.mode': 'normal', 'after.mode': 'next-tokencode' } },
    { user: { login: 'carol' }, object: { type: 'token', id: tokenId }, detail: { 'action': 'synchronise', 'before.driftSteps': 0, 'after.driftSteps': 101 } },
    { user: { login: 'carol' }, object: { type: 'user', id: userId, label: 'carol' }, detail: { action: 'unlock' } },
  ]);
});
