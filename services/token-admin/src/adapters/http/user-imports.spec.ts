import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { jobPollMs: 100, signInRefusalMs: 0 } });
  await serveAuth(admin);
});
afterAll(async () => {
  await admin?.stop();
  await server.stop();
});
let round = 0;
beforeEach(async () => {
  round += 1;
  siteId = (await admin.make('/sites', { name: `Site ${round}`, timeZone: 'Asia/Shanghai' })).id;
  await admin.make('/groups', { siteId, name: 'Staff' });
});
afterEach(async () => {
  for (const table of ['user_staging', 'job_chunk']) expect(await admin.count(table)).toBe(0);
  expect(admin.errors).toEqual([]);
});

async function run(file: string, options: object = {}, state: adminApi.JobState = 'done'): Promise<{ job: adminApi.Job; report: adminApi.JobReport | null }> {
  const { status, body } = await admin.upload('/jobs/user-imports', file, { site: siteId, ...options }, adminApi.USER_IMPORT_CONTENT_TYPE);
  expect([status, body]).toMatchObject([202, { kind: 'user-import', siteId }]);
  return admin.job(body.id, state);
}
const users = async (): Promise<adminApi.User[]> => (await admin.call('GET', `/users?site=${siteId}`)).body.items;
const reasons = ({ report }: { report: adminApi.JobReport | null }) => report?.lines.map(({ line, subject, reason, detail }) => [line, subject, reason, detail]);

test('users with every field, in their groups, and one record of it', async () => {
  const { job } = await run('账号,姓名,部门,手机,邮箱,工号,状态,开始日期,结束日期\nkim,金,Staff,+86 10,kim@example.com,007,停用,2026-01-01,2026-12-31\nLEE,,,,,,,,\n', { fileName: 'people.csv' });
  expect(job).toMatchObject({ label: 'people.csv', counts: { read: 2, created: 2, updated: 0, unchanged: 0, 'groups-made': 0, refused: 0 }, records: 2 });
  expect(await users()).toMatchObject([
    { login: 'kim', displayName: '金', groupId: expect.any(String), mobile: '+86 10', email: 'kim@example.com', identifier: '007', enabled: false, startsAt: '2025-12-31T16:00:00.000Z', endsAt: '2026-12-31T15:59:59.999Z' },
    { login: 'LEE', displayName: '', groupId: null, mobile: null, enabled: true, startsAt: null, activeOnAllHosts: false, newPin: true },
  ]);
  expect((await admin.eventsOf('user-import')).at(-1)).toMatchObject({ result: 'changed', site: siteId, detail: { 'after.created': 2, 'after.file': 'people.csv', actor: 'api-key:test' } });
});

test('a login name that mixes alphabets is given to nobody, and whoever has one can be changed', async () => {
  const mixed = '\u0430lice'; // the first letter is Cyrillic
  const user = await admin.make('/users', { siteId, login: 'alice' });
  await admin.database.query('UPDATE directory.user_account SET login = $2, login_folded = $2 WHERE id = $1', [user.id, mixed]);
  const result = await run(`login,name,status\n${mixed},Alice,disabled\n${mixed}2,Mallory,\n`, { existing: 'update', partial: true });
  expect(reasons(result)).toEqual([[3, `${mixed}2`, 'invalid-login', null]]);
  expect(await users()).toMatchObject([{ id: user.id, login: mixed, displayName: 'Alice', enabled: false }]);
});

describe('problems', () => {
  const file = 'login,name,group,email\nann,Ann,Staff,\nbob,Bob,Nobody,\nANN,again,,\neve,Eve,,nonsense\n';
  const problems = [[3, 'bob', 'group-unknown', 'Nobody'], [4, 'ANN', 'duplicate-login-in-file', null], [5, 'eve', 'invalid-value', 'email']];

  test('one and nothing is imported; each has its line', async () => {
    const result = await run(file);
    expect(result.job.counts).toMatchObject({ read: 3, created: 0, refused: 3 });
    expect(reasons(result)).toEqual(problems);
    expect(await users()).toEqual([]);
    expect((await admin.eventsOf('user-import')).at(-1)).toMatchObject({ result: 'import-refused' });
  });

  test('partial imports the good ones', async () => {
    const result = await run(file, { partial: true });
    expect(result.job.counts).toMatchObject({ created: 1, refused: 3 });
    expect(reasons(result)).toEqual(problems);
    expect((await users()).map(({ login }) => login)).toEqual(['ann']);
  });

  test('a dry run says the same and keeps nothing, no group and no record either', async () => {
    const before = (await admin.eventsOf('user-import')).length;
    const result = await run(file, { partial: true, dryRun: true, makeGroups: true });
    expect(result.job).toMatchObject({ dryRun: true, counts: { created: 2, 'groups-made': 1, refused: 2 } });
    expect(await users()).toEqual([]);
    expect((await admin.call('GET', `/groups?site=${siteId}`)).body.items).toHaveLength(1);
    expect(await admin.eventsOf('user-import')).toHaveLength(before);
  });

  test('a file that cannot be read fails, and says why', async () => {
    const { job, report } = await run('name\nKim\n', {}, 'failed');
    expect(job.failure).toEqual({ code: 'import-refused', detail: 'The file cannot be read: no-login-column.' });
    expect(report?.lines).toMatchObject([{ line: 1, reason: 'no-login-column' }]);
    expect((await run('login,mail\nkim,x', { columns: { login: 'login', email: 'Mail' } }, 'failed')).report?.lines).toMatchObject([{ reason: 'unknown-column', detail: 'Mail' }]);
  });
});

describe('users that are there already', () => {
  beforeEach(async () => {
    await admin.make('/users', { siteId, login: 'Kim', displayName: 'Old', mobile: '1', endsAt: '2026-06-01T00:00:00Z' });
  });
  const file = 'login,name,starts,group\nkim,New,,Staff\nlee,Lee,,\n';

  test('are refused', async () => {
    expect(reasons(await run(file))).toEqual([[2, 'kim', 'login-taken', null]]);
    expect((await users()).map(({ displayName }) => displayName)).toEqual(['Old']);
  });

  test('or left alone', async () => {
    expect((await run(file, { existing: 'skip' })).job.counts).toMatchObject({ created: 1, updated: 0, unchanged: 1, refused: 0 });
    expect(await users()).toMatchObject([{ login: 'Kim', displayName: 'Old', groupId: null }, { login: 'lee' }]);
  });

  test('or changed in what the file says of them', async () => {
    expect((await run(file, { existing: 'update' })).job.counts).toMatchObject({ created: 1, updated: 1, unchanged: 0 });
    expect(await users()).toMatchObject([{ login: 'Kim', displayName: 'New', mobile: '1', groupId: expect.any(String), endsAt: '2026-06-01T00:00:00.000Z', version: 2 }, { login: 'lee' }]);
    expect((await run(file, { existing: 'update' })).job.counts).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    expect((await users())[0]).toMatchObject({ version: 2 });
  });

  test('but not to an account that ends before it starts', async () => {
    expect(reasons(await run('login,starts\nkim,2026-07-01\n', { existing: 'update' }))).toEqual([[2, 'kim', 'ends-before-start', null]]);
  });

  test('and no administrator', async () => {
    await appoint(admin, { siteId, login: `boss ${round}`, role: 'auditor' });
    const result = await run(`login,name,enabled\nboss ${round},Changed,no\n`, { existing: 'update' });
    expect(reasons(result)).toEqual([[2, `boss ${round}`, 'is-administrator', null]]);
    expect((await run(`login,name\nboss ${round},Changed\n`, { existing: 'skip' })).job.counts).toMatchObject({ unchanged: 1, refused: 0 });
  });
});

describe('groups that are not there', () => {
  test('are made, each on record', async () => {
    const { job } = await run('login,group\na,Night\nb,Day\nc,Night\nd,Staff\n', { makeGroups: true });
    expect(job.counts).toMatchObject({ created: 4, 'groups-made': 2 });
    expect((await admin.call('GET', `/groups?site=${siteId}`)).body.items.map(({ name }: adminApi.Group) => name)).toEqual(['Day', 'Night', 'Staff']);
    expect((await admin.eventsOf('group.create')).slice(-2).map(({ object }) => object?.label)).toEqual(['Day', 'Night']);
  });

  test('are not made in their thousands', async () => {
    const { job } = await run(`login,group\n${Array.from({ length: 1001 }, (_, index) => `u${index},g${index}\n`).join('')}`, { makeGroups: true }, 'failed');
    expect(job.failure).toMatchObject({ code: 'limit-exceeded' });
    expect(await users()).toEqual([]);
  });
});

describe('who may', () => {
  test('a site’s administrator in that site, and not on the agent hosts of others', async () => {
    const login = `local ${round}`;
    await appoint(admin, { siteId, login, role: 'site-administrator', scope: { kind: 'sites', ids: [siteId] } });
    const browser = await Browser.signedIn(admin, login);
    const { body: { key } } = await browser.call('POST', '/api-keys', { name: 'k' });
    const ask = async (options: Readonly<Record<string, unknown>>, file: string) => admin.upload('/jobs/user-imports', file, options, adminApi.USER_IMPORT_CONTENT_TYPE, { authorization: `Bearer ${key}` });
    const { id: elsewhere } = await admin.make('/sites', { name: `Elsewhere ${round}` });
    expect(await ask({ site: elsewhere }, 'login\nkim\n')).toMatchObject({ status: 404 });
    const { body: job } = await ask({ site: siteId, partial: true }, 'login,active on all hosts\nkim,yes\nlee,no\n');
    const result = await admin.job(job.id, 'done');
    expect([result.job.counts, reasons(result)]).toMatchObject([{ created: 1 }, [[2, 'kim', 'not-allowed', 'activeOnAllHosts']]]);
  });

  test('groups are made by those who may make groups', async () => {
    const { key } = await admin.make('/api-keys', { name: 'users only', permissions: ['users.write'] });
    const answer = await admin.upload('/jobs/user-imports', 'login\nkim\n', { site: siteId, makeGroups: true }, adminApi.USER_IMPORT_CONTENT_TYPE, { authorization: `Bearer ${key}` });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});

test('twenty thousand users, cancelled midway or made at once with another import', async () => {
  const file = `login,name,group\n${Array.from({ length: 20_000 }, (_, index) => `user${index},User ${index},Staff\n`).join('')}`;
  const { body: first } = await admin.upload('/jobs/user-imports', file, { site: siteId }, adminApi.USER_IMPORT_CONTENT_TYPE);
  await eventually(async () => expect((await admin.call('GET', `/jobs/${first.id}`)).body.job.state).not.toBe('queued'));
  await admin.call('POST', `/jobs/${first.id}/cancel`);
  expect((await admin.job(first.id, 'cancelled', 'done')).job.state).toBe('cancelled');
  expect(await users()).toEqual([]);
  const both = await Promise.all([run(file, { existing: 'skip' }), run(file, { existing: 'skip' })]);
  expect(both.map(({ job }) => job.counts?.created ?? -1).toSorted((one, other) => one - other)).toEqual([0, 20_000]);
});
