import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as api from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { statusesOf, TokenAdminUnderTest, type Answer } from '../../spec-support/token-admin-under-test.ts';
import { REMEMBERED_MS } from '../postgres/creations.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
  ({ id: siteId } = await admin.make('/sites', { name: 'Main' }));
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const post = async (path: string, body: unknown, key: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  admin.call('POST', path, body, { 'idempotency-key': key, ...headers });

describe('a creation under an Idempotency-Key', () => {
  test('makes it once and answers the same, secrets that are shown once included', async () => {
    const bodies: Readonly<Record<string, (n: string) => unknown>> = {
      createSite: (n) => ({ name: n }), createGroup: (n) => ({ siteId, name: n }), createUser: (n) => ({ siteId, login: n }), makeToken: (n) => ({ siteId, serial: n }),
      createAgentHost: (n) => ({ siteId, name: n, addresses: [{ address: '10.0.0.1' }], secret: 'a secret of hosts' }), createApiKey: (n) => ({ name: n }),
      createAdministrator: () => ({ userId: holder.id, role: 'auditor', scope: { kind: 'all' }, password: 'a password for once' }),
    };
    const holder = await admin.make('/users', { siteId, login: 'holder' });
    const creations = api.operations.filter((operation) => api.takesIdempotencyKey(operation));
    expect(creations.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(bodies)));
    for (const { id, path } of creations.filter((operation) => operation.id in bodies)) {
      const body = bodies[id]?.(`once ${id}`);
      const [first, second] = [await post(path, body, `key of ${id}`.replaceAll(' ', '-')), await post(path, body, `key of ${id}`.replaceAll(' ', '-'))];
      expect([id, first.status, second.status]).toEqual([id, 201, 201]);
      expect(second.body).toEqual(first.body);
      expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
      expect(await post(path, body, 'another-key')).toMatchObject({ status: id === 'createApiKey' ? 201 : 409 });
    }
  });

  test('of many at once one makes it, and the others hear of it', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, async () => post('/api-keys', { name: 'raced' }, 'race')));
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.apiKey.id)).size).toBe(1);
    for (const status of statusesOf(answers)) expect([201, 409]).toContain(status);
    expect((await admin.call('GET', '/api-keys?name=raced')).body.items).toHaveLength(1);
    expect(await post('/api-keys', { name: 'raced' }, 'race')).toMatchObject({ status: 201 });
  });

  test('another body is refused, another operation or caller has keys of its own', async () => {
    await post('/groups', { siteId, name: 'one' }, 'shared');
    expect(await post('/groups', { siteId, name: 'two' }, 'shared')).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await post('/users', { siteId, login: 'one' }, 'shared')).toMatchObject({ status: 201 });
    const { key } = await admin.make('/api-keys', { name: 'somebody else' });
    expect(await post('/groups', { siteId, name: 'two' }, 'shared', { authorization: `Bearer ${key}` })).toMatchObject({ status: 201 });
  });

  test('what was refused may be sent again', async () => {
    await admin.make('/groups', { siteId, name: 'taken' });
    expect(await post('/groups', { siteId, name: 'taken' }, 'retry')).toMatchObject({ status: 409, body: { code: 'already-exists' } });
    expect(await post('/groups', { siteId, name: 'free' }, 'retry')).toMatchObject({ status: 201 });
    expect(await post('/groups', { siteId: 'nonsense', name: 'free' }, 'retry-2')).toMatchObject({ status: 400 });
    expect(await post('/groups', { siteId, name: 'free too' }, 'retry-2')).toMatchObject({ status: 201 });
  });

  test('is forgotten after a day, and what is kept of it tells nothing', async () => {
    const first = await post('/api-keys', { name: 'daily' }, 'a-day');
    const { rows } = await admin.database.query<{ stored: string; reply: Buffer }>('SELECT row_to_json(c)::text AS stored, sealed_reply AS reply FROM directory.creation c');
    const stored = rows.map((row) => row.stored + row.reply.toString('latin1')).join('');
    for (const secret of [first.body.key, 'a-day', 'daily']) expect(stored).not.toContain(secret);
    admin.clockMs += REMEMBERED_MS;
    const second = await post('/api-keys', { name: 'daily' }, 'a-day');
    expect(second.status).toBe(201);
    expect(second.body.apiKey.id).not.toBe(first.body.apiKey.id);
    expect(await admin.count('creation')).toBe(1);
  });

  test('whose reply was lost is not made twice', async () => {
    await post('/groups', { siteId, name: 'lost' }, 'lost');
    await admin.database.query('UPDATE directory.creation SET sealed_reply = NULL');
    expect(await post('/groups', { siteId, name: 'lost' }, 'lost')).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await admin.call('GET', '/groups?name=lost')).body.items).toHaveLength(1);
  });

  test.each(['x'.repeat(256), 'with space', 'tab\there'])('%j is no key', async (key) => {
    expect(await post('/groups', { siteId, name: 'odd' }, key)).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });

  test('elsewhere the header means nothing', async () => {
    expect(await admin.call('GET', '/sites', undefined, { 'idempotency-key': 'x' })).toMatchObject({ status: 200 });
  });
});
