/** Directories that accept connections and say nothing: no run waits for them for long, and nothing waits for such a run. */
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { describeWithSlapd, eventually, privatePostgres, privateSlapd, type PrivatePostgres, type PrivateSlapd } from '@countersign/testing';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const describe = await describeWithSlapd();
const suffix = 'dc=example,dc=com';
const adminPassword = 'service secret';
/** The most that a server may be given: the one that answers gets it as well, on a busy machine. */
const SERVER_MS = 1500;
/** An LDAPMessage that says success to the bind that it answers. */
const boundBy = (bind: Buffer): Buffer => Buffer.from([0x30, 0x0c, 0x02, 0x01, bind[4] ?? 0, 0x61, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00]);

describe('a silent directory', () => {
  let postgres: PrivatePostgres;
  let slapd: PrivateSlapd;
  let admin: TokenAdminUnderTest;
  let silent: Server;
  let [siteId, silentAddress] = ['', ''];
  const sockets = new Set<Socket>();
  /** Whether it answers a bind. */
  let binds = true;
  let heard = 0;

  beforeAll(async () => {
    silent = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket)).on('data', (chunk: Buffer) => {
        heard += 1;
        if (binds && socket.bytesWritten === 0) socket.write(boundBy(chunk));
      });
    });
    await new Promise<void>((resolve) => { silent.listen(0, '127.0.0.1', resolve); });
    const bound = silent.address();
    if (bound === null || typeof bound === 'string') throw new Error('no port');
    silentAddress = `127.0.0.1:${bound.port}`;
    [postgres, slapd] = await Promise.all([privatePostgres(), privateSlapd({
      suffix, adminPassword, ldif: `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n\ndn: cn=alice,${suffix}\nobjectClass: inetOrgPerson\nsn: a\ncn: alice\nuid: alice\n`,
    })]);
    admin = await TokenAdminUnderTest.start(postgres, { limits: { jobPollMs: 100, directoryPageMs: 600_000 } });
    siteId = (await admin.make('/sites', { name: 'Head office' })).id;
  }, 120_000);
  afterAll(async () => {
    expect(admin.errors).toEqual([]);
    await admin.stop();
    for (const socket of sockets) socket.destroy();
    silent.close();
    await Promise.all([postgres.stop(), slapd.stop()]);
  });

  let made = 0;
  const sync = async (servers: readonly string[]): Promise<string> => {
    made += 1;
    const backEnd = await admin.make('/back-ends', {
      siteId, name: `ldap ${made}`, servers, security: 'none', bindPassword: adminPassword, serverTimeoutMs: SERVER_MS,
      lookup: { how: 'search', baseDn: suffix, filter: '(uid={login})', bindDn: `cn=admin,${suffix}` },
    });
    return (await admin.make('/directory-syncs', {
      siteId, backEndId: backEnd.id, name: `people ${made}`, baseDn: suffix, filter: '(objectClass=inetOrgPerson)',
      attributes: { login: 'uid', id: 'entryUUID', displayName: 'cn', mobile: null, email: null, group: null },
    })).id;
  };
  const begin = async (id: string, headers = {}): Promise<string> => {
    const { status, body } = await admin.call('POST', `/directory-syncs/${id}/run`, {}, headers);
    expect([status, body]).toEqual([202, expect.anything()]);
    return body.id;
  };
  const stateOf = async (id: string): Promise<unknown> => (await admin.call('GET', `/jobs/${id}`)).body.job.state;
  /** A run that waits for a page of the silent server. */
  const waiting = async (headers = {}): Promise<string> => {
    const before = heard;
    const job = await begin(await sync([silentAddress]), headers);
    await eventually(() => expect(heard).toBe(before + 2)); // bind and search
    return job;
  };

  test('has the time of one server to be connected and bound; the next ones are asked', async () => {
    binds = false;
    const job = await begin(await sync(['127.0.0.1:1', silentAddress, slapd.address]));
    expect((await admin.job(job, 'done')).report?.counts).toMatchObject({ read: 1, created: 1 });
    const alone = await begin(await sync([silentAddress]));
    expect((await admin.job(alone, 'failed')).job.failure).toMatchObject({ code: 'back-end-unreachable', detail: `no answer within ${SERVER_MS} ms` });
    binds = true;
  });

  test('keeps no other work waiting, however many runs wait for it; they end when they are cancelled', async () => {
    const [one, two] = [await waiting(), await begin(await sync([silentAddress]))];
    const { body: other } = await admin.upload('/jobs/user-imports', 'login\nbob\ncarol\n', { site: siteId }, adminApi.USER_IMPORT_CONTENT_TYPE);
    expect((await admin.job(other.id, 'done')).report?.counts).toMatchObject({ created: 2 });
    expect([await stateOf(one), await stateOf(two)]).toEqual(['running', 'queued']);
    for (const job of [one, two]) {
      expect((await admin.call('POST', `/jobs/${job}/cancel`)).status).toBeLessThan(300);
      await admin.job(job, 'cancelled');
    }
    expect(sockets.size).toBe(0);
  });

  test('ends when whoever asked for it may not do it any more', async () => {
    const { apiKey, key } = await admin.make('/api-keys', { name: 'synchronises' });
    const job = await waiting({ authorization: `Bearer ${key}` });
    await admin.database.query("UPDATE directory.api_key SET permissions = ARRAY ['users.read'] WHERE id = $1", [apiKey.id]);
    expect((await admin.job(job, 'failed')).job.failure).toMatchObject({ code: 'forbidden' });
  });

  test('keeps no replica from stopping: another one goes on', async () => {
    await admin.stop();
    admin = await TokenAdminUnderTest.start(postgres, { limits: { jobPollMs: 100, directoryPageMs: 600_000 } });
    const job = await waiting();
    await admin.stop();
    expect(sockets.size).toBe(0);
    admin = await TokenAdminUnderTest.start(postgres, { limits: { jobPollMs: 100, directoryPageMs: 1_000 } });
    expect((await admin.job(job, 'failed')).job.failure).toMatchObject({ code: 'back-end-unreachable', detail: 'no answer within 1000 ms' });
  });
});
