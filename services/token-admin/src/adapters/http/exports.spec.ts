import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CsvRecords } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { jobPollMs: 100 } });
  const { id: parentId } = await admin.make('/sites', { name: 'Head' });
  siteId = (await admin.make('/sites', { name: 'Lab', parentId })).id;
  const { id: groupId } = await admin.make('/groups', { siteId, name: '=Staff' });
  const { id } = await admin.make('/users', { siteId, groupId, login: '@kim', displayName: 'Kim, "K."', mobile: '+86 10', email: 'kim@example.com', endsAt: '2026-12-31T00:00:00Z', maximumSessions: 2 });
  await admin.make('/tokens/make', { siteId, serial: '-T1', assignTo: id });
  await admin.make('/agent-hosts', { siteId, name: '=VPN', addresses: [{ address: '10.0.0.1' }, { address: '10.0.0.2', name: 'two' }], secret: 'a secret of hosts' });
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

/** The rows under their titles. */
async function exported(path: string): Promise<Record<string, string>[]> {
  const { status, headers, body } = await admin.call('GET', path);
  expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([200, 'text/csv; charset=utf-8', expect.stringContaining('.csv')]);
  const records = new CsvRecords(',');
  const [titles = [], ...rows] = [...records.push(String(body).replace('\uFEFF', '')), ...records.end()].map(({ cells }) => cells ?? []);
  return rows.map((cells) => Object.fromEntries(cells.map((cell, column) => [titles[column] ?? '', cell])));
}

test('users, tokens and agent hosts, with the names of what they refer to, and nothing that a spreadsheet calculates', async () => {
  expect(await exported('/users/export')).toEqual([expect.objectContaining({
    login: "'@kim", displayName: 'Kim, "K."', group: "'=Staff", site: 'Head/Lab', mobile: "'+86 10", enabled: 'yes', activeOnAllHosts: 'no', tokens: '1', endsAt: '2026-12-31T00:00:00.000Z',
  })]);
  expect(await exported('/tokens/export')).toEqual([expect.objectContaining({ serial: "'-T1", login: "'@kim", site: 'Head/Lab', algorithm: 'totp', oneTime: 'yes' })]);
  expect(await exported('/agent-hosts/export')).toEqual([expect.objectContaining({ name: "'=VPN", address: '10.0.0.1/32', secondaryNodes: 'two=10.0.0.2/32' })]);
});

test('in Chinese, filtered as the list is', async () => {
  expect(await exported('/users/export?language=zh&search=%40k')).toEqual([expect.objectContaining({ 登录名: "'@kim", 启用: '是', 站点: 'Head/Lab' })]);
  expect(await exported('/tokens/export?language=zh&assigned=false')).toEqual([]);
  expect(await admin.call('GET', '/users/export?site=Nowhere')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  expect(await admin.call('GET', '/users/export?limit=5')).toMatchObject({ status: 400 });
});

test('holds no secret', async () => {
  for (const path of ['/users/export', '/tokens/export', '/agent-hosts/export']) {
    expect(Object.keys((await exported(path))[0] ?? {}).join()).not.toMatch(/seed|secret|hash_|passwordHash/i);
  }
});

test.each(['en', 'zh'])('an export of users (%s) is a file that can be imported, and changes nothing', async (language) => {
  const { body: file } = await admin.call('GET', `/users/export?language=${language}`);
  const { body: job } = await admin.upload('/jobs/user-imports', String(file), { site: siteId, existing: 'update' }, adminApi.USER_IMPORT_CONTENT_TYPE);
  expect((await admin.job(job.id, 'done')).job.counts).toMatchObject({ read: 1, updated: 0, unchanged: 1, refused: 0 });
});

test('more rows than a page has', async () => {
  const file = `login\n${Array.from({ length: 2500 }, (_, index) => `user${index}\n`).join('')}`;
  const { body: job } = await admin.upload('/jobs/user-imports', file, { site: siteId }, adminApi.USER_IMPORT_CONTENT_TYPE);
  await admin.job(job.id, 'done');
  const rows = await exported('/users/export');
  expect(new Set(rows.map(({ login }) => login)).size).toBe(2501);
});
