/** People of an OpenLDAP become users of a site, as a job. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWithSlapd, eventually, privatePostgres, privateSlapd, type PrivatePostgres, type PrivateSlapd } from '@countersign/testing';
import { Client } from 'pg';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const describe = await describeWithSlapd();
const suffix = 'dc=example,dc=com';
const adminPassword = 'service secret';
const PEOPLE = 1203;
const HOUR_MS = 60 * 60_000;
const person = (uid: string, more = ''): string => `dn: cn=${uid},${suffix}\nobjectClass: inetOrgPerson\nsn: ${uid}\ncn: ${uid}\nuid: ${uid}\nmail: ${uid}@example.com\nou: Staff\n${more}`;

describe('synchronisation', () => {
  let server: PrivatePostgres;
  let slapd: PrivateSlapd;
  let admin: TokenAdminUnderTest;
  let [siteId, syncId] = ['', ''];

  beforeAll(async () => {
    [server, slapd] = await Promise.all([privatePostgres(), privateSlapd({ suffix, adminPassword, sizeLimit: 500, ldif: [
      `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n`,
      ...Array.from({ length: PEOPLE }, (_, index) => person(`person${index}`)), person('No-Mail').replace(/mail:.*\n/, 'mobile: +86 10\n'),
    ].join('\n') })]);
    admin = await TokenAdminUnderTest.start(server, { limits: { jobPollMs: 100 } });
    siteId = (await admin.make('/sites', { name: 'Head office' })).id;
    const backEnd = await admin.make('/back-ends', {
      siteId, name: 'ldap', servers: ['127.0.0.1:1', slapd.address], security: 'none', bindPassword: adminPassword, serverTimeoutMs: 1500,
      lookup: { how: 'search', baseDn: suffix, filter: '(uid={login})', bindDn: `cn=admin,${suffix}` },
    });
    syncId = (await admin.make('/directory-syncs', {
      siteId, backEndId: backEnd.id, name: 'people', baseDn: suffix, filter: '(objectClass=inetOrgPerson)', makeGroups: true,
      attributes: { login: 'uid', id: 'entryUUID', displayName: 'cn', mobile: 'mobile', email: 'mail', group: 'ou' },
    })).id;
  }, 120_000);
  afterAll(async () => {
    expect(admin.errors).toEqual([]);
    await admin.stop();
    await Promise.all([server.stop(), slapd.stop()]);
  });

  const run = async (body: object = {}, state: 'done' | 'failed' = 'done') => {
    const { status, body: job } = await admin.call('POST', `/directory-syncs/${syncId}/run`, body);
    if (status !== 202) throw new Error(JSON.stringify(job));
    await admin.job(job.id, state);
    return (await admin.call('GET', `/jobs/${job.id}`)).body;
  };
  const ldap = (program: string, args: readonly string[], input = ''): void => {
    execFileSync(program, ['-x', '-H', `ldap://${slapd.address}`, '-D', `cn=admin,${suffix}`, '-w', adminPassword, ...args], { input, stdio: ['pipe', 'ignore', 'ignore'] });
  };
  const user = async (login: string) => (await admin.call('GET', `/users?site=${siteId}&login=${login}`)).body.items[0];

  test('a dry run tells everything and keeps nothing', async () => {
    const { job, report } = await run({ dryRun: true });
    expect(report.counts).toMatchObject({ read: PEOPLE + 1, created: PEOPLE + 1, refused: 0, 'groups-made': 1 });
    expect(job).toMatchObject({ kind: 'ldap-sync', dryRun: true, label: 'people' });
    expect(await admin.count('user_account')).toBe(0);
    expect(await admin.count('synchronised_user')).toBe(0);
  });

  test('everybody comes, beyond what one answer may hold; run again, nothing changes', async () => {
    expect((await run()).report.counts).toMatchObject({ created: PEOPLE + 1, unchanged: 0 });
    expect(await user('no-mail')).toMatchObject({ login: 'No-Mail', email: null, mobile: '+86 10', displayName: 'No-Mail', enabled: true });
    expect((await run()).report.counts).toMatchObject({ created: 0, updated: 0, unchanged: PEOPLE + 1, disabled: 0, 'groups-made': 0 });
    expect((await admin.call('GET', `/directory-syncs/${syncId}`)).body).toMatchObject({ users: PEOPLE + 1, lastJob: { state: 'done', dryRun: false } });
    const [, event] = await admin.eventsOf('directory-sync');
    expect(event).toMatchObject({ object: { type: 'directory-sync', label: 'people' }, detail: { 'after.unchanged': PEOPLE + 1 } });
  });

  test('who is renamed keeps the account, who is gone is disabled, who returns is enabled again', async () => {
    const [before, leaver] = [await user('person1'), await user('person2')];
    ldap('ldapmodify', [], `dn: cn=person1,${suffix}\nchangetype: modify\nreplace: uid\nuid: person-one\n`);
    ldap('ldapmodify', [], `dn: cn=person2,${suffix}\nchangetype: modify\nreplace: objectClass\nobjectClass: inetOrgPerson\n-\nreplace: mail\nmail: new@example.com\n`);
    await admin.call('PATCH', `/directory-syncs/${syncId}`, { filter: '(&(objectClass=inetOrgPerson)(!(uid=person2)))' });
    expect((await run()).report.counts).toMatchObject({ created: 0, updated: 1, disabled: 1 });
    expect(await user('person-one')).toMatchObject({ id: before.id });
    expect(await user('person2')).toMatchObject({ id: leaver.id, enabled: false });
    await admin.call('PATCH', `/directory-syncs/${syncId}`, { filter: '(objectClass=inetOrgPerson)' });
    await run();
    expect(await user('person2')).toMatchObject({ id: leaver.id, enabled: true, email: 'new@example.com' });
  });

  test('a filter that finds hardly anybody disables nobody, unless it is meant', async () => {
    await admin.call('PATCH', `/directory-syncs/${syncId}`, { filter: '(uid=person3)' });
    expect((await run({}, 'failed')).job.failure).toMatchObject({ code: 'import-refused', detail: expect.stringContaining('1203 of 1204') });
    expect(await user('person4')).toMatchObject({ enabled: true });
    expect((await run({ force: true, dryRun: true })).report.counts).toMatchObject({ disabled: 1203 });
    expect(await user('person4')).toMatchObject({ enabled: true });
    await admin.call('PATCH', `/directory-syncs/${syncId}`, { filter: '(objectClass=inetOrgPerson)' });
  });

  test('what cannot be taken is told line by line, and the others come', async () => {
    ldap('ldapadd', [], `dn: cn=twin,${suffix}\nobjectClass: inetOrgPerson\nsn: t\ncn: twin\nuid: PERSON5\n`);
    ldap('ldapadd', [], `dn: cn=nameless,${suffix}\nobjectClass: inetOrgPerson\nsn: t\ncn: nameless\n`);
    ldap('ldapadd', [], person('fresh'));
    const { report } = await run();
    expect(report.counts).toMatchObject({ created: 1, refused: 2, disabled: 0 });
    expect(report.lines.map(({ subject, reason }: { subject: string; reason: string }) => `${subject} ${reason}`).toSorted()).toEqual([
      'PERSON5 duplicate-login-in-file', `cn=nameless,${suffix} login-missing`,
    ]);
  });

  test('a login name that mixes alphabets is given to nobody; whoever has one is still changed, disabled and left so', async () => {
    const mixed = '\u0430lice'; // the first letter is Cyrillic
    const entry = (uid: string): string => person(uid, 'objectClass: extensibleObject\n');
    const modify = (cn: string, change: string) => ldap('ldapmodify', [], `dn: cn=${cn},${suffix}\nchangetype: modify\n${change}\n`);
    const disabled = 'replace: userAccountControl\nuserAccountControl: 514';
    ldap('ldapadd', [], `${entry('early')}\n${entry('stays')}`);
    await run();
    const [{ id }, { id: stays }] = [await user('early'), await user('stays')];
    await admin.database.query('UPDATE directory.user_account SET login = $2, login_folded = $2 WHERE id = $1', [id, mixed]); // as it came once
    const base64 = (login: string): string => Buffer.from(login).toString('base64');
    modify('early', `replace: uid\nuid:: ${base64(mixed)}\n-\n${disabled}`);
    modify('stays', `replace: uid\nuid:: ${base64(`${mixed}2`)}`);
    ldap('ldapadd', [], person('late').replace('uid: late', `uid:: ${base64(`${mixed}3`)}`));
    const account = async () => (await admin.call('GET', `/users/${id}`)).body;
    const { report } = await run();
    expect(report.lines.filter(({ reason }: { reason: string }) => reason === 'invalid-login').map(({ subject }: { subject: string }) => subject).toSorted()).toEqual([`${mixed}2`, `${mixed}3`]);
    expect(report.counts).toMatchObject({ created: 0, updated: 1, disabled: 0 });
    expect(await account()).toMatchObject({ login: mixed, enabled: false });
    expect((await admin.call('GET', `/users/${stays}`)).body).toMatchObject({ login: 'stays', enabled: true });

    await admin.call('PATCH', `/users/${id}`, { enabled: true });
    await admin.call('PATCH', `/directory-syncs/${syncId}`, { filter: '(&(objectClass=inetOrgPerson)(!(cn=early)))' });
    expect((await run()).report.counts).toMatchObject({ disabled: 1 });
    await admin.call('PATCH', `/directory-syncs/${syncId}`, { filter: '(objectClass=inetOrgPerson)' });
    modify('early', 'delete: uid'); // nothing of the entry can be read but that it is disabled
    await run();
    expect(await account()).toMatchObject({ enabled: false });
    for (const cn of ['early', 'stays', 'late']) ldap('ldapdelete', [`cn=${cn},${suffix}`]);
    await admin.database.query('DELETE FROM directory.user_account WHERE id = ANY ($1)', [[id, stays]]);
  });

  test('whoever asked for it may make groups until its end, or nothing of it is kept', async () => {
    const { apiKey, key } = await admin.make('/api-keys', { name: 'synchronises' });
    const other = new Client({ connectionString: server.url('postgres') });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query('LOCK TABLE directory.user_staging IN EXCLUSIVE MODE');
      const { body: job } = await admin.call('POST', `/directory-syncs/${syncId}/run`, {}, { authorization: `Bearer ${key}` });
      await eventually(async () => expect((await admin.database.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'COPY directory.user_staging (%'")).rowCount).toBe(1));
      await admin.database.query("UPDATE directory.api_key SET permissions = ARRAY ['users.write'] WHERE id = $1", [apiKey.id]);
      await other.query('ROLLBACK');
      expect((await admin.job(job.id, 'done', 'failed')).job).toMatchObject({ state: 'failed', failure: { code: 'forbidden' } });
    } finally {
      await other.end();
    }
  });

  test('a schedule runs it by itself, once however often it was missed, and on one replica', async () => {
    const sync = async () => (await admin.call('GET', `/directory-syncs/${syncId}`)).body;
    const runs = async () => (await admin.call('GET', '/jobs?kind=ldap-sync&limit=1000')).body.items.filter(({ createdBy }: { createdBy: string }) => createdBy === 'system:schedule');
    await admin.startReplica({ limits: { jobPollMs: 100 } });
    const before = Date.now();
    await admin.call('PATCH', `/directory-syncs/${syncId}`, { schedule: { every: 'hours', hours: 6 } });
    const { nextRunAt: first } = await sync();
    expect(Date.parse(first) - before).toBeGreaterThanOrEqual(6 * HOUR_MS);
    expect(await runs()).toEqual([]);
    admin.clockMs = 6 * HOUR_MS + 60_000;
    await eventually(async () => expect(await runs()).toMatchObject([{ state: 'done', dryRun: false, label: 'people' }]));
    expect(Date.parse((await sync()).nextRunAt) - Date.parse(first)).toBe(6 * HOUR_MS);
    admin.clockMs = 72 * HOUR_MS; // eleven more times went by
    await eventually(async () => expect(await runs()).toMatchObject([{ state: 'done' }, { state: 'done' }]));
    expect(Date.parse((await sync()).nextRunAt)).toBeGreaterThan(before + 72 * HOUR_MS);
    expect(await runs()).toHaveLength(2);
    const { rows } = await admin.database.query<{ caller: unknown }>("SELECT caller FROM directory.job WHERE created_by = 'system:schedule'");
    for (const { caller } of rows) expect(caller).toMatchObject({ permissions: ['users.write', 'groups.write'], scope: { kind: 'sites', ids: [siteId] } });
  });

  test('an hour of the day is one of the site: another time zone of the site moves the next run', async () => {
    await admin.call('PATCH', `/directory-syncs/${syncId}`, { schedule: { every: 'day', at: '03:00' } });
    const hourOfNext = async (timeZone: string): Promise<string> => {
      expect(await admin.call('PATCH', `/sites/${siteId}`, { timeZone })).toMatchObject({ status: 200 });
      const { nextRunAt } = (await admin.call('GET', `/directory-syncs/${syncId}`)).body;
      expect(Date.parse(nextRunAt)).toBeGreaterThan(Date.now() + admin.clockMs);
      expect(Date.parse(nextRunAt)).toBeLessThanOrEqual(Date.now() + admin.clockMs + 24 * HOUR_MS);
      return nextRunAt.slice(11, 16);
    };
    expect(await hourOfNext('Asia/Shanghai')).toBe('19:00');
    expect(await hourOfNext('Asia/Kolkata')).toBe('21:30');
    expect(await hourOfNext('UTC')).toBe('03:00');
  });

  test('only those set one who may run it; taken away, it is due no more', async () => {
    const { key } = await admin.make('/api-keys', { name: 'servers alone', permissions: ['back-ends.write', 'policies.read'] });
    const asKey = async (body: object) => admin.call('PATCH', `/directory-syncs/${syncId}`, body, { authorization: `Bearer ${key}` });
    expect(await asKey({ schedule: { every: 'hours', hours: 1 } })).toMatchObject({ status: 403 });
    expect(await asKey({ filter: '(uid=*)' })).toMatchObject({ status: 403 });
    expect((await admin.call('PATCH', `/directory-syncs/${syncId}`, { schedule: { every: 'day', at: '25:00' } })).status).toBe(400);
    await admin.call('PATCH', `/directory-syncs/${syncId}`, { schedule: null });
    expect((await admin.call('GET', `/directory-syncs/${syncId}`)).body).toMatchObject({ schedule: null, nextRunAt: null });
    expect(await asKey({ filter: '(objectClass=inetOrgPerson)' })).toMatchObject({ status: 200 });
  });

  test('what is read of a back end beyond the scope, and when, those alone change who reach it: a schedule would reach it for them', async () => {
    const { backEndId, attributes } = (await admin.call('GET', `/directory-syncs/${syncId}`)).body;
    const { id: branchId } = await admin.make('/sites', { name: 'Branch', parentId: siteId });
    const schedule = { every: 'hours', hours: 6 };
    const given = { baseDn: `ou=branch,${suffix}`, filter: '(objectClass=inetOrgPerson)', attributes, schedule };
    const { id } = await admin.make('/directory-syncs', { siteId: branchId, backEndId, name: 'branch', ...given });
    const { key } = await admin.make('/api-keys', { name: 'branch', scope: { kind: 'sites', ids: [branchId] } });
    const asBranch = async (body: object) => admin.call('PATCH', `/directory-syncs/${id}`, body, { authorization: `Bearer ${key}` });
    expect(await admin.call('GET', `/back-ends/${backEndId}`, undefined, { authorization: `Bearer ${key}` })).toMatchObject({ status: 404 });
    for (const other of [{ baseDn: suffix }, { filter: '(uid=*)' }, { attributes: { ...attributes, displayName: 'userPassword' } }, { schedule: { every: 'hours', hours: 1 } }]) {
      expect(await asBranch(other)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    expect((await admin.call('GET', `/directory-syncs/${id}`)).body).toMatchObject({ ...given, version: 1 });
    expect(await asBranch({ ...given, name: 'people of the branch', missing: 'leave' })).toMatchObject({ status: 200 });
    expect(await asBranch({ schedule: null })).toMatchObject({ status: 200 });
    expect(await asBranch({ schedule })).toMatchObject({ status: 403 });
    expect(await admin.call('PATCH', `/directory-syncs/${id}`, { baseDn: suffix, schedule })).toMatchObject({ status: 200 });
    await admin.call('DELETE', `/directory-syncs/${id}`);
  });

  test('an entry that is back enables nobody who became an administrator meanwhile', async () => {
    await run();
    await admin.call('PATCH', `/directory-syncs/${syncId}`, { filter: '(&(objectClass=inetOrgPerson)(!(uid=person8)))' });
    expect((await run()).report.counts).toMatchObject({ disabled: 1 });
    const { id } = await user('person8');
    expect(await admin.call('POST', '/administrators', { userId: id, role: 'auditor', scope: { kind: 'sites', ids: [siteId] }, password: 'a password for once' })).toMatchObject({ status: 201 });
    await admin.call('PATCH', `/directory-syncs/${syncId}`, { filter: '(objectClass=inetOrgPerson)' });
    await run();
    expect(await user('person8')).toMatchObject({ id, enabled: false });
  });

  test('an administrator is never changed by a directory; a server that does not answer fails the job and changes nothing', async () => {
    const boss = await user('person6');
    await admin.call('POST', '/administrators', { userId: boss.id, role: 'auditor', scope: { kind: 'sites', ids: [siteId] }, password: 'a password for once' });
    ldap('ldapmodify', [], `dn: cn=person6,${suffix}\nchangetype: modify\nreplace: mail\nmail: evil@example.com\n`);
    expect((await run()).report.lines).toContainEqual(expect.objectContaining({ subject: 'person6', reason: 'is-administrator' }));
    expect(await user('person6')).toMatchObject({ email: 'person6@example.com' });
    await slapd.stop();
    const failed = await run({}, 'failed');
    expect(failed.job.failure).toMatchObject({ code: 'back-end-unreachable' });
    expect((await admin.eventsOf('directory-sync')).at(-1)).toMatchObject({ result: 'back-end-unreachable', object: { id: syncId, label: 'people' } });
    expect(await user('person7')).toMatchObject({ enabled: true });
  });
});
