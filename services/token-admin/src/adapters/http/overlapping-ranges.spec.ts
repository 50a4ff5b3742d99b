/** Of overlapping ranges the longest prefix counts: nobody takes, or covers, a range of an agent host that lies beyond the own scope. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';
import { overlapBeyond } from '../postgres/address-ranges.ts';

const FOREIGN = ['Hidden site', 'hidden-host', '127.7.0.0/16'];
const RANGES = 100_000;

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let local: Browser;
let siteId: string;
let hidden: string;
let hostId: string;

const host = (name: string, ...addresses: readonly string[]) => ({ name, addresses: addresses.map((address) => ({ address })), secret: 'a-secret-of-the-vpn' });
const addressesOf = async (id: string): Promise<string[]> => (await admin.call('GET', `/agent-hosts/${id}`)).body.addresses.map(({ address }: { address: string }) => address);

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin);
  ({ id: siteId } = await admin.make('/sites', { name: 'Own site' }));
  ({ id: hidden } = await admin.make('/sites', { name: 'Hidden site' }));
  await admin.make('/agent-hosts', { siteId: hidden, ...host('hidden-host', '127.7.0.0/16', '2001:db8:7::/48', '198.51.100.7') });
  ({ id: hostId } = await admin.make('/agent-hosts', { siteId, ...host('own-host', '192.0.2.50', '10.9.0.0/16') }));
  await appoint(admin, { siteId, login: 'local', role: 'site-administrator', scope: { kind: 'sites', ids: [siteId] } });
  local = await Browser.signedIn(admin, 'local');
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

describe('beyond the scope', () => {
  test.each([
    ['in it', '127.7.0.1'], ['its lower half', '127.7.0.0/17'], ['its upper half', '127.7.128.0/17'], ['around it', '127.0.0.0/8'], ['everything', '0.0.0.0/0'],
    ['around an address', '198.51.100.0/24'], ['of IPv6', '2001:db8:7:1::/64'], ['everything of IPv6', '::/0'], ['IPv4 in IPv6', '::ffff:127.7.0.1'],
  ])('a range %s is refused: for a new host, as a main address and as a secondary node', async (_, address) => {
    const wishes: readonly [string, string, object][] = [
      ['POST', '/agent-hosts', { siteId, ...host('taker', address) }], ['POST', '/agent-hosts', { siteId, ...host('taker', '192.0.2.60', address) }],
      ['PATCH', `/agent-hosts/${hostId}`, { addresses: [{ address }] }], ['PATCH', `/agent-hosts/${hostId}`, { addresses: [{ address: '192.0.2.50' }, { address }] }],
    ];
    for (const [method, path, body] of wishes) {
      const english = await local.call(method, path, body, { 'accept-language': 'en' });
      expect(english).toMatchObject({ status: 409, body: { code: 'already-exists', detail: expect.stringMatching(/ overlaps an address or range of an agent host beyond the scope, .*: it takes somebody who reaches both\.$/) } });
      const chinese = await local.call(method, path, body, { 'accept-language': 'zh' });
      expect(chinese.body.detail).toMatch(/ 与您管理范围之外的代理主机的地址或网段重叠，会夺走其认证请求：须由能管理双方的管理员操作。$/);
      for (const { body: told } of [english, chinese]) for (const name of FOREIGN) expect(JSON.stringify(told)).not.toContain(name);
    }
    expect(await addressesOf(hostId)).toEqual(['192.0.2.50/32', '10.9.0.0/16']);
    expect((await admin.call('GET', '/agent-hosts?name=taker')).body.items).toEqual([]);
  });

  test('what a host was given there by somebody who reaches both it keeps, and gets no more of it', async () => {
    const { id } = await admin.make('/agent-hosts', { siteId, ...host('given', '127.7.9.9') });
    const more = (address: string) => ({ addresses: [{ address: '127.7.9.9' }, { address }] });
    expect(await local.call('PATCH', `/agent-hosts/${id}`, more('192.0.2.61'))).toMatchObject({ status: 200 });
    expect(await local.call('PATCH', `/agent-hosts/${id}`, more('127.7.9.8'))).toMatchObject({ status: 409 });
    expect(await addressesOf(id)).toEqual(['127.7.9.9/32', '192.0.2.61/32']);
  });
});

describe('a range that is too wide for a scope', () => {
  test.each([['64.0.0.0/8', 12], ['64.0.0.0/11', 12], ['3000::/16', 32]])('%s takes somebody who reaches everywhere, and is kept once it is given', async (address, shortest) => {
    const wish = { siteId, ...host(`wide ${address}`, '192.0.2.70', address) };
    expect(await local.call('POST', '/agent-hosts', wish, { 'accept-language': 'en' })).toMatchObject({
      status: 403, body: { code: 'forbidden', detail: `${address} is wider than /${shortest}: that takes somebody whose scope is everything.` },
    });
    expect((await local.call('PATCH', `/agent-hosts/${hostId}`, { addresses: [{ address }] }, { 'accept-language': 'zh' })).body.detail).toBe(`${address} 的范围超过 /${shortest}：须由管理范围为全部的管理员设置。`);
    expect(await addressesOf(hostId)).toEqual(['192.0.2.50/32', '10.9.0.0/16']);
    const { id } = await admin.make('/agent-hosts', wish);
    expect(await local.call('PATCH', `/agent-hosts/${id}`, { addresses: [{ address }, { address: '192.0.2.71' }] })).toMatchObject({ status: 200 });
    expect(await admin.call('DELETE', `/agent-hosts/${id}`)).toMatchObject({ status: 200 });
  });
});

test('within the scope a narrower range is one’s own', async () => {
  expect(await local.call('POST', '/agent-hosts', { siteId, ...host('narrower', '10.9.7.0/24', '10.9.8.1') })).toMatchObject({ status: 201 });
  expect(await local.call('POST', '/agent-hosts', { siteId, ...host('wider', '10.8.0.0/15') })).toMatchObject({ status: 201 });
});

test('of two who take overlapping ranges at once one waits for the other, and sees it', async () => {
  const { database } = admin;
  await database.query('BEGIN');
  await database.query('SELECT pg_advisory_xact_lock(hashtext(\'countersign:agent-host-addresses\'))');
  const answer = local.call('POST', '/agent-hosts', { siteId, ...host('racer', '10.66.1.0/24') });
  await eventually(async () => {
    const { rows } = await database.query('SELECT FROM pg_locks WHERE locktype = \'advisory\' AND NOT granted');
    expect(rows).toHaveLength(1);
  });
  const id = '0190f000-0006-7000-8000-000000000001';
  await database.query('INSERT INTO directory.agent_host (id, site_id, name, sealed_secret) VALUES ($1, $2, \'first\', \'x\')', [id, hidden]);
  await database.query('INSERT INTO directory.agent_host_address VALUES ($1, \'10.66.0.0/16\', null, true)', [id]);
  await database.query('COMMIT');
  expect(await answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining('10.66.1.0/24 overlaps') } });
});

test('two requests at two scopes never both get overlapping ranges, whoever comes first', async () => {
  await appoint(admin, { siteId: hidden, login: 'other', role: 'site-administrator', scope: { kind: 'sites', ids: [hidden] } });
  const other = await Browser.signedIn(admin, 'other');
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all([
      local.call('POST', '/agent-hosts', { siteId, ...host(`race ${round}`, `10.70.${round}.1`) }),
      other.call('POST', '/agent-hosts', { siteId: hidden, ...host(`race ${round}`, `10.70.${round}.0/24`) }),
    ]);
    expect(answers.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([201, 409]);
  }
});

test('among a hundred thousand ranges an index finds the ones that overlap', async () => {
  const { database } = admin;
  await database.query(`
    INSERT INTO directory.agent_host_address (agent_host_id, address)
    SELECT $1, set_masklen('11.0.0.0'::inet + n * 256, 24)::cidr FROM generate_series(0, ${RANGES - 1}) n`, [hostId]);
  await database.query('ANALYZE directory.agent_host_address');
  const rows = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> => (await database.query(text, [...values])).rows;
  for (const address of ['11.0.77.1/32', '11.0.0.0/20', '12.255.0.0/16']) {
    const { text, values } = await overlapBeyond({ rows, run: async () => 0 }, { scope: { kind: 'sites', ids: [hidden] } }, address);
    const plan = JSON.stringify(await rows(`EXPLAIN (FORMAT JSON) ${text}`, values));
    expect(plan).toContain('agent_host_address_ranges');
    expect(plan).not.toMatch(/"Node Type":"Seq Scan"[^}]*"Relation Name":"agent_host_address"/);
  }
});
