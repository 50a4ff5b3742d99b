/** When and how users may sign in: what is stored, what auth sees of it, and what is refused. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
const office = { days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' };

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

describe('time zones', () => {
  test('a site has that of the site above, until it gets its own', async () => {
    const top = await admin.make('/sites', { name: 'Head', timeZone: 'Asia/Shanghai' });
    const below = await admin.make('/sites', { name: 'Branch', parentId: top.id });
    expect(below).toMatchObject({ timeZone: 'Asia/Shanghai' });
    expect(await admin.call('PATCH', `/sites/${below.id}`, { timeZone: 'Europe/Berlin' })).toMatchObject({ status: 200, body: { name: 'Branch', timeZone: 'Europe/Berlin' } });
    expect(await admin.eventsOf('site.update')).toMatchObject([{ detail: { 'before.timeZone': 'Asia/Shanghai', 'after.timeZone': 'Europe/Berlin' } }]);
    expect(await admin.make('/sites', { name: 'Alone' })).toMatchObject({ timeZone: 'UTC' });
  });

  test.each(['Mars/Olympus', '+02:00', '', 'UTC; DROP TABLE', 'x'.repeat(65)])('%j is none', async (timeZone) => {
    expect(await admin.call('POST', '/sites', { name: `zone ${timeZone.length}`, timeZone })).toMatchObject({ status: 400 });
  });
});

describe('access times', () => {
  test('of a user and of an agent host reach auth with the time zone of the site; null takes them away', async () => {
    const { id: siteId } = await admin.make('/sites', { name: 'Zoned', timeZone: 'Asia/Shanghai' });
    const user = await admin.make('/users', { siteId, login: 'day', accessTimes: [office] });
    const host = await admin.make('/agent-hosts', { siteId, name: 'vpn', addresses: [{ address: '10.1.0.1' }], secret: 's3cret', accessTimes: [office, { days: [6], from: '22:00', until: '24:00' }] });
    expect([user.accessTimes, host.accessTimes.length]).toEqual([[office], 2]);
    const seen = async (view: string, key: string, id: string) => (await admin.database.query(`SELECT access_times, time_zone FROM directory.${view} WHERE ${key} = $1`, [id])).rows;
    expect(await seen('auth_user_v2', 'user_id', user.id)).toEqual([{ access_times: [office], time_zone: 'Asia/Shanghai' }]);
    expect(await seen('auth_agent_host_v2', 'agent_host_id', host.id)).toMatchObject([{ access_times: host.accessTimes, time_zone: 'Asia/Shanghai' }]);
    expect(await admin.call('PATCH', `/users/${user.id}`, { accessTimes: null })).toMatchObject({ status: 200, body: { accessTimes: null } });
    expect(await seen('auth_user_v2', 'user_id', user.id)).toMatchObject([{ access_times: null }]);
    expect(await admin.eventsOf('user.update')).toMatchObject([{ detail: { 'before.accessTimes': JSON.stringify([office]), 'after.accessTimes': null } }]);
  });

  test.each([
    ['no window', []], ['a day that is none', [{ ...office, days: [8] }]], ['no day', [{ ...office, days: [] }]], ['a day twice', [{ ...office, days: [1, 1] }]],
    ['an hour that is none', [{ ...office, from: '24:00' }]], ['a minute that is none', [{ ...office, until: '18:60' }]], ['an empty window', [{ ...office, until: '08:00' }]],
    ['something else', [{ ...office, note: 'x' }]], ['too many', Array.from({ length: 33 }, () => office)],
  ])('%s is refused', async (_, accessTimes) => {
    const [{ id: siteId } = { id: '' }] = (await admin.call('GET', '/sites?site=Zoned')).body.items;
    expect(await admin.call('POST', '/users', { siteId, login: 'refused', accessTimes })).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });
});

test('a user’s switches, limit, identifier and opening date', async () => {
  const { id: siteId } = await admin.make('/sites', { name: 'Fields' });
  const user = await admin.make('/users', { siteId, login: 'plain' });
  expect(user).toMatchObject({ accessTimes: null, newPin: true, nextTokencode: true, sms: false, maximumSessions: null, identifier: null });
  const fields = { newPin: false, nextTokencode: false, sms: true, maximumSessions: 2, identifier: 'HR-0042', openedAt: '2020-05-01T00:00:00.000Z' };
  expect(await admin.call('PATCH', `/users/${user.id}`, fields)).toMatchObject({ status: 200, body: fields });
  const { rows } = await admin.database.query('SELECT new_pin, next_tokencode, sms, maximum_sessions FROM directory.auth_user_v2 WHERE user_id = $1', [user.id]);
  expect(rows).toEqual([{ new_pin: false, next_tokencode: false, sms: true, maximum_sessions: 2 }]);
  expect((await admin.eventsOf('user.update')).at(-1)?.detail).toMatchObject({ 'after.identifier': 'HR-0042', 'before.maximumSessions': null, 'after.maximumSessions': 2, 'after.newPin': false });
  for (const wrong of [{ maximumSessions: 0 }, { maximumSessions: 1.5 }, { identifier: '' }, { identifier: 'x'.repeat(129) }, { openedAt: null }, { newPin: 'no' }]) {
    expect(await admin.call('PATCH', `/users/${user.id}`, wrong)).toMatchObject({ status: 400 });
  }
});
