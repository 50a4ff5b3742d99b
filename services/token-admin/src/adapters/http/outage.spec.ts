import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as api from '@countersign/contracts/admin-api';
import { defaultConnectionTimes } from '@countersign/persistence';
import { disposeAfterEach, Doorway, eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { PASSWORD, TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';
import { LOOK_AFTER_MS, PROBE_TIMEOUT_MS } from '../postgres/unless-silent.ts';

const keep = disposeAfterEach();
let server: PrivatePostgres;
let admin: TokenAdminUnderTest;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
});
afterAll(async () => {
  await admin?.stop();
  await server.stop();
});

test('a database that is frozen, or cut off without a word, is an error within seconds; a slow answer is waited for', async () => {
  const url = new URL(server.url('postgres', { name: 'countersign_token_admin', password: PASSWORD }));
  const door = keep(await Doorway.before(url.host, 0));
  url.host = door.address;
  const { url: base } = await admin.startReplica({ databaseUrl: url.href, databaseTimes: defaultConnectionTimes, limits: { statementTimeoutMs: LOOK_AFTER_MS + PROBE_TIMEOUT_MS + 1_000 } });
  const sites = async (): Promise<Response> => fetch(`${base}${api.adminApiPrefix}/sites`, { headers: { authorization: `Bearer ${admin.bearer}` } });
  expect(await sites()).toMatchObject({ status: 200 });

  await admin.database.query('BEGIN; LOCK TABLE directory.site IN ACCESS EXCLUSIVE MODE');
  const slow = sites();
  await new Promise((resolve) => { setTimeout(resolve, LOOK_AFTER_MS + 500); });
  await admin.database.query('COMMIT');
  expect(await slow).toMatchObject({ status: 200 });

  door.mode = 'silent';
  const answer = await sites();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: 'unavailable', detail: 'The database does not answer.' });
  door.mode = 'open';
  await eventually(async () => { expect(await sites()).toMatchObject({ status: 200 }); });
});

test('without its database it says so, an import midway is undone, and afterwards all goes on without a restart', async () => {
  await admin.make('/sites', { name: 'Main' });
  const { hostname, port } = new URL(admin.url);
  const upload = connect(Number(port), hostname);
  await once(upload, 'connect');
  let answer = '';
  upload.on('error', () => {}).on('data', (data) => { answer += data.toString(); });
  upload.write(`POST ${api.adminApiPrefix}/token-imports HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${admin.bearer}\r\ncontent-type: ${api.IMPORT_CONTENT_TYPE}\r\ncontent-length: 1000000\r\n\r\n{"site":"Main"}\n`);
  const row = (index: number): string => `S${index},3132333435363738393031323334353637383930,totp,6,30\n`;
  upload.write(Array.from({ length: 3000 }, (_, index) => row(index)).join(''));
  await new Promise((resolve) => setTimeout(resolve, 300));

  await server.kill();
  for (const [method, path, body] of [['GET', '/sites'], ['POST', '/sites', { name: 'Never' }]] as const) {
    expect(await admin.call(method, path, body)).toMatchObject({ status: 503, body: { code: 'unavailable', detail: 'The database does not answer.' } });
  }
  upload.write(Array.from({ length: 3000 }, (_, index) => row(3000 + index)).join(''));
  await eventually(() => { expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*"unavailable"/); });
  upload.destroy();
  expect((await fetch(new URL('/health/live', admin.url))).status).toBe(200);

  await server.restart();
  await eventually(async () => { expect((await admin.call('GET', '/sites')).body).toMatchObject({ items: [{ name: 'Main' }] }); });
  expect((await admin.call('GET', '/tokens')).body.items).toEqual([]);
  expect(await admin.import(row(1), { site: 'Main' })).toMatchObject({ status: 200, body: { imported: 1 } });
  await eventually(() => { expect(admin.events.map(({ detail }) => detail['action'])).toContain('token-import'); });
});
