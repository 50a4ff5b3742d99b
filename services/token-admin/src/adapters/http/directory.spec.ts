import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { statusesOf, TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const MISSING = '01890000-0000-7000-8000-000000000000';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const site = async (name: string, parentId: string | null = null): Promise<string> => (await admin.make('/sites', { name, parentId })).id;

describe('sites', () => {
  test('stand for themselves by id, name or path; a name that several have is ambiguous', async () => {
    const [north, south] = [await site('North'), await site('South')];
    const lab = await site('Lab', north);
    await site('Lab', south);
    for (const reference of [lab, lab.toUpperCase(), 'North/Lab']) {
      expect((await admin.call('GET', `/sites?site=${encodeURIComponent(reference)}`)).body.items).toMatchObject([{ id: lab, parentId: north }]);
    }
    expect(await admin.call('GET', '/users?site=Lab')).toMatchObject({ status: 409, body: { code: 'ambiguous-name' } });
    for (const unknown of ['Nowhere', 'South/North', 'North/', '/Lab', 'Lab/North', MISSING]) {
      expect(await admin.call('GET', `/users?site=${encodeURIComponent(unknown)}`)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
  });

  test('a name is taken once below each site, and holds no slash', async () => {
    const top = await site('Once');
    expect(await admin.call('POST', '/sites', { name: 'Once' })).toMatchObject({ status: 409, body: { code: 'already-exists', detail: expect.stringContaining('site') } });
    await site('Once', top);
    expect(await admin.call('POST', '/sites', { name: 'a/b' })).toMatchObject({ status: 400 });
    expect(await admin.call('POST', '/sites', { name: 'x', parentId: MISSING })).toMatchObject({ status: 404 });
  });

  test('a login name that mixes alphabets would pass for another: it is given to nobody, and who has one keeps it', async () => {
    const siteId = await site('Alphabets');
    const user = await admin.make('/users', { siteId, login: 'alice' });
    const mixed = '\u0430lice'; // the first letter is Cyrillic
    expect(await admin.call('POST', '/users', { siteId, login: mixed }, { 'accept-language': 'zh-CN' })).toMatchObject({
      status: 400, body: { code: 'bad-request', errors: [{ path: 'body.login', message: expect.stringContaining('字形相近') }] },
    });
    expect(await admin.call('PATCH', `/users/${user.id}`, { login: mixed })).toMatchObject({ status: 400 });
    await admin.make('/users', { siteId, login: 'иван' });
    await admin.database.query('UPDATE directory.user_account SET login = $2, login_folded = $2 WHERE id = $1', [user.id, mixed]);
    expect((await admin.call('GET', `/users?search=${encodeURIComponent(mixed)}`)).body.items).toMatchObject([{ id: user.id }]);
    expect(await admin.call('PATCH', `/users/${user.id}`, { login: mixed, displayName: 'Alice' })).toMatchObject({ status: 200, body: { login: mixed, displayName: 'Alice' } });
    expect(await admin.call('PATCH', `/users/${user.id}`, { login: `${mixed}2` }, { 'accept-language': 'zh-CN' })).toMatchObject({
      status: 400, body: { code: 'bad-request', detail: expect.stringContaining('字形相近') },
    });
  });

  test('the tree is as auth reads it: each site below all that are above it', async () => {
    const ids = [await site('a')];
    for (const name of ['b', 'c', 'd']) ids.push(await site(name, ids.at(-1)));
    const user = await admin.make('/users', { siteId: ids.at(-1), login: 'deep' });
    const { rows } = await admin.database.query('SELECT site_ancestors FROM directory.auth_user_v1 WHERE user_id = $1', [user.id]);
    expect(rows).toEqual([{ site_ancestors: ids }]);
  });

  test('one that is in use is not deleted, and the refusal says by what', async () => {
    const top = await site('Full');
    const below = await site('Below', top);
    const group = await admin.make('/groups', { siteId: top, name: 'Crew' });
    for (const login of ['dan', 'cid', 'bea', 'amy']) await admin.make('/users', { siteId: top, login, groupId: group.id });
    const { token } = await admin.make('/tokens/make', { siteId: top, serial: 'FULL-1' });
    const host = await admin.make('/agent-hosts', { siteId: top, name: 'gate', addresses: [{ address: '10.0.0.1' }], secret: 's3cret' });
    const refused = await admin.call('DELETE', `/sites/${top}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'in-use' } });
    expect(refused.body.detail).toBe('Still there: 1 site below it (Below); 1 group (Crew); 4 users (amy, bea, cid, …); 1 token (FULL-1); 1 agent host (gate).');
    expect(await admin.call('DELETE', `/groups/${group.id}`)).toMatchObject({ status: 409, body: { code: 'in-use', detail: 'Still there: 4 users (amy, bea, cid, …).' } });
    for (const { id } of (await admin.call('GET', `/users?site=${top}`)).body.items) await admin.call('DELETE', `/users/${id}`);
    for (const path of [`/groups/${group.id}`, `/tokens/${token.id}`, `/agent-hosts/${host.id}`, `/sites/${below}`, `/sites/${top}`]) {
      expect(await admin.call('DELETE', path)).toMatchObject({ status: 200, body: { done: true } });
    }
    expect(await admin.call('GET', `/sites/${top}`)).toMatchObject({ status: 404 });
  });

  test('deleting a site while users come into it: either they keep it, or they find it gone', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await site(`Race ${round}`);
      const answers = await Promise.all([
        ...Array.from({ length: 4 }, async (_, index) => admin.call('POST', '/users', { siteId: id, login: `u${index}` })), admin.call('DELETE', `/sites/${id}`),
      ]);
      const gone = answers.at(-1)?.status === 200;
      expect(statusesOf(answers.slice(0, -1))).toEqual(Array.from({ length: 4 }, () => (gone ? 404 : 201)));
    }
  });
});

describe('users', () => {
  test('a login name is one in its site, however it is written', async () => {
    const [here, there] = [await site('Here'), await site('There')];
    await admin.make('/users', { siteId: here, login: 'Straße' });
    for (const login of ['STRASSE', 'straße', 'ＳＴＲＡＳＳＥ']) {
      expect(await admin.call('POST', '/users', { siteId: here, login })).toMatchObject({ status: 409, body: { code: 'already-exists' } });
      expect((await admin.call('GET', `/users?login=${encodeURIComponent(login)}`)).body.items).toMatchObject([{ login: 'Straße' }]);
    }
    await admin.make('/users', { siteId: there, login: 'STRASSE' });
    expect((await admin.call('GET', '/users?search=stra')).body.items).toHaveLength(2);
  });

  test('a login name whose characters stand for more than there is room for is refused', async () => {
    const siteId = await site('Room');
    expect(await admin.call('POST', '/users', { siteId, login: '㌖'.repeat(43) })).toMatchObject({ status: 400, body: { errors: [{ path: 'body.login', message: expect.stringContaining('256 characters') }] } });
    const { id } = await admin.make('/users', { siteId, login: '㌖'.repeat(42), displayName: '㌖'.repeat(128) });
    expect((await admin.call('GET', `/users?site=${siteId}&search=${encodeURIComponent('キロメートル')}`)).body.items).toMatchObject([{ id }]);
  });

  test('are found by the beginnings of the login name and of the words of the display name', async () => {
    const siteId = await site('Found');
    for (const [login, displayName] of [['f-li', '李小龙'], ['f-wu', '名字777'], ['f-buy', '阿凡提·买买提'], ['f-anne', 'Anne-Marie O’Été'], ['f-quote', "D'Arcy \\ Smith"], ['f-none', '']]) {
      await admin.make('/users', { siteId, login, displayName });
    }
    const found = async (search: string, sort = 'login'): Promise<unknown> =>
      (await admin.call('GET', `/users?site=${siteId}&sort=${sort}&search=${encodeURIComponent(search)}`)).body.items.map(({ login }: { login: string }) => login);
    for (const sort of ['login', '-login', 'displayName', 'newest']) {
      for (const [search, login] of [
        ['李', 'f-li'], ['李小龙', 'f-li'], ['名字777', 'f-wu'], ['名字７', 'f-wu'], ['买买', 'f-buy'], ['阿凡提·买', 'f-buy'], ['mar', 'f-anne'], ['anne-m', 'f-anne'], ['O’ÉT', 'f-anne'],
        ['smi d\'a', 'f-quote'], ['\\', 'f-quote'], ['F-LI', 'f-li'], ['  anne ', 'f-anne'],
      ] as const) expect([search, await found(search, sort)]).toEqual([search, [login]]);
      for (const search of ['小龙', '777', 'arie', 'anne smith', '-', "' | 'x", 'li:*']) expect([search, await found(search, sort)]).toEqual([search, []]);
      expect(await found('f', sort)).toHaveLength(6);
    }
    expect(await admin.call('GET', '/users?search=%20')).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });

  test('at once with one name: one of them', async () => {
    const siteId = await site('Crowd');
    const answers = await Promise.all(Array.from({ length: 8 }, async (_, index) => admin.call('POST', '/users', { siteId, login: index % 2 === 0 ? 'Eve' : 'EVE' })));
    expect(statusesOf(answers)).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });

  test('a group is of the user’s own site; dates are in order; names are not blank', async () => {
    const [mine, other] = [await site('Mine'), await site('Not mine')];
    const group = await admin.make('/groups', { siteId: other, name: 'G' });
    expect(await admin.call('POST', '/users', { siteId: mine, login: 'u', groupId: group.id })).toMatchObject({ status: 404, body: { detail: expect.stringContaining('group') } });
    const dates = { startsAt: '2027-01-02T00:00:00Z', endsAt: '2027-01-01T00:00:00Z' };
    expect(await admin.call('POST', '/users', { siteId: mine, login: 'u', ...dates })).toMatchObject({ status: 400 });
    const user = await admin.make('/users', { siteId: mine, login: 'u', startsAt: dates.startsAt });
    expect(await admin.call('PATCH', `/users/${user.id}`, { endsAt: dates.endsAt })).toMatchObject({ status: 400 });
    expect(await admin.call('PATCH', `/users/${user.id}`, { startsAt: '2026-01-01T01:00:00+01:00', endsAt: dates.endsAt })).toMatchObject({ status: 200, body: { startsAt: '2026-01-01T00:00:00.000Z' } });
    for (const login of [' ', '\u3000', '\u00a0']) expect(await admin.call('POST', '/users', { siteId: mine, login })).toMatchObject({ status: 400 });
  });

  test('a static password is stored as argon2id and shown as "set"', async () => {
    const user = await admin.make('/users', { siteId: await site('Passwords'), login: 'p' });
    const set = await admin.call('PUT', `/users/${user.id}/password`, { password: 'correct horse', mustChange: true, expiresAt: '2030-01-01T00:00:00Z' });
    expect(set).toMatchObject({ status: 200, body: { passwordSet: true, passwordMustChange: true, passwordExpiresAt: '2030-01-01T00:00:00.000Z' } });
    const { rows } = await admin.database.query('SELECT password_hash FROM directory.user_account WHERE id = $1', [user.id]);
    expect(rows).toEqual([{ password_hash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) }]);
    expect(await admin.call('PUT', `/users/${user.id}/password`, { password: 'correct horse', expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 400, body: { code: 'bad-request', detail: 'The end has passed already.' } });
    expect(await admin.call('DELETE', `/users/${user.id}/password`)).toMatchObject({ status: 200, body: { passwordSet: false, passwordMustChange: false, passwordExpiresAt: null } });
  });
});

describe('pages', () => {
  test('are stable while rows come and go, whole, and without repeats', async () => {
    const siteId = await site('Pages');
    const logins = Array.from({ length: 25 }, (_, index) => `user-${String(index * 2).padStart(3, '0')}`);
    for (const login of logins) await admin.make('/users', { siteId, login });
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let number = 0; cursor !== null; number += 1) {
      const { body }: { body: { items: { id: string; login: string }[]; nextCursor: string | null } } = await admin.call('GET', `/users?site=${siteId}&limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ login }) => login));
      cursor = body.nextCursor;
      // Before and after the place that was reached: the former is not shown again, the latter is shown.
      await admin.make('/users', { siteId, login: `user-000-${number}` });
      if (number === 0) {
        await admin.make('/users', { siteId, login: 'user-047' });
        await admin.call('DELETE', `/users/${body.items[3]?.id}`); // where the cursor stands
      }
    }
    expect(seen).toEqual([...logins.filter((login) => login < 'user-047'), 'user-047', 'user-048']);
  });

  test('equal keys are told apart by id', async () => {
    for (let index = 0; index < 7; index += 1) await admin.make('/api-keys', { name: 'same name' });
    const ids = new Set<string>();
    let path = '/api-keys?name=same%20name&limit=2';
    for (;;) {
      const { body } = await admin.call('GET', path);
      for (const { id } of body.items) ids.add(id);
      if (body.nextCursor === null) break;
      path = `/api-keys?name=same%20name&limit=2&cursor=${body.nextCursor}`;
    }
    expect(ids.size).toBe(7);
  });

  test.each(['x', '%00', Buffer.from('[1,2]').toString('base64url'), Buffer.from('["a","b"]').toString('base64url'), Buffer.from('["\\u0000","01890000-0000-7000-8000-000000000000"]').toString('base64url'), Buffer.from(`["' OR 1=1 --","x"]`).toString('base64url')])('cursor %s is no cursor', async (cursor) => {
    expect(await admin.call('GET', `/users?cursor=${cursor}`)).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });

  test.each(['limit=0', 'limit=1001', 'limit=x', 'limit=1.5', 'colour=red', 'site=', 'login=%00'])('?%s is refused', async (query) => {
    expect(await admin.call('GET', `/users?${query}`)).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });
});

describe('versions', () => {
  const kinds = [
    ['sites', async (name: string) => admin.make('/sites', { name }), { name: 'changed site' }],
    ['groups', async (name: string) => admin.make('/groups', { siteId: await site(`of ${name}`), name }), { name: 'changed group' }],
    ['users', async (login: string) => admin.make('/users', { siteId: await site(`of ${login}`), login }), { displayName: 'changed' }],
    ['tokens', async (serial: string) => (await admin.make('/tokens/make', { siteId: await site(`of ${serial}`), serial })).token, { enabled: false }],
    ['agent-hosts', async (name: string) => admin.make('/agent-hosts', { siteId: await site(`of ${name}`), name, addresses: [{ address: '10.200.0.1' }], secret: 'x' }), { newPin: false }],
  ] as const;

  test.each(kinds)('%s: a change or deletion from an older version is refused, by If-Match (412) and by the field (409)', async (kind, make, change) => {
    const row = await make(`versioned ${kind}`);
    const path = `/${kind}/${row.id}`;
    expect((await admin.call('GET', path)).headers.get('etag')).toBe('"1"');
    const first = await admin.call('PATCH', path, change, { 'if-match': '"1"' });
    expect(first).toMatchObject({ status: 200, body: { version: 2 } });
    expect(first.headers.get('etag')).toBe('"2"');
    expect(await admin.call('PATCH', path, change, { 'if-match': '"1"' })).toMatchObject({ status: 412, body: { status: 412, code: 'conflict' } });
    expect(await admin.call('PATCH', path, { ...change, version: 1 })).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await admin.call('PATCH', path, { ...change, version: 1 }, { 'if-match': '"2"' })).toMatchObject({ status: 400 });
    expect(await admin.call('DELETE', path, undefined, { 'if-match': '"1"' })).toMatchObject({ status: 412 });
    for (const wrong of ['2', 'W/"2"', '"x"', '"1", "2"', '']) expect((await admin.call('DELETE', path, undefined, { 'if-match': wrong })).status).toBe(400);
    expect(await admin.call('PATCH', path, change, { 'if-match': '*' })).toMatchObject({ status: 200, body: { version: 3 } });
    expect(await admin.call('DELETE', path, undefined, { 'if-match': '"3"' })).toMatchObject({ status: 200 });
  });

  test('of several changes from one version, one is made', async () => {
    const user = await admin.make('/users', { siteId: await site('Lost update'), login: 'u' });
    const answers = await Promise.all(Array.from({ length: 8 }, async (_, index) => admin.call('PATCH', `/users/${user.id}`, { displayName: `d${index}` }, { 'if-match': '"1"' })));
    expect(statusesOf(answers)).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
  });
});

describe('what a refusal looks like', () => {
  test.each([
    [undefined, 'Not found', 'en'], ['zh-CN,zh;q=0.9,en;q=0.8', '未找到', 'zh'], ['en-GB, zh;q=0.5', 'Not found', 'en'], ['de, zh;q=0.1', '未找到', 'zh'], ['zh;q=0', 'Not found', 'en'],
  ])('Accept-Language %s: %s', async (language, title, spoken) => {
    const answer = await admin.call('GET', `/users/${MISSING}`, undefined, language === undefined ? {} : { 'accept-language': language });
    expect(answer.body).toEqual({ type: 'urn:countersign:result-code:not-found', title, status: 404, code: 'not-found', detail: spoken === 'zh' ? '没有这个用户。' : 'There is no such user.' });
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers.get('content-language')).toBe(spoken);
  });
});
