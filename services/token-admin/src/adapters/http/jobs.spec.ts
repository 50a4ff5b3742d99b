import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as adminApi from '@countersign/contracts/admin-api';
import { eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { Client } from 'pg';
import { appoint } from '../../spec-support/console.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const vector = (name: string): Buffer => readFileSync(path.join(import.meta.dirname, '../../../vectors', name));
const SEED = '3132333435363738393031323334353637383930';
const row = (serial: string, seed = SEED): string => `${serial},${seed},totp,6,30\n`;
const rows = (count: number): string => Array.from({ length: count }, (_, index) => row(`N${index}`)).join('');

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
/** Another session of the database, to get in the way of a job. */
let other: Client;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { importMaxBytes: 3_000_000, jobLeaseMs: 4_000, jobPollMs: 100 } });
  await admin.make('/sites', { name: 'Main' });
  other = new Client({ connectionString: server.url('postgres') });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await admin?.stop();
  await server.stop();
});
afterEach(async () => {
  await other.query('ROLLBACK');
  await admin.database.query("UPDATE directory.job SET cancel_requested = true WHERE ended_at IS NULL");
  await eventually(async () => expect((await admin.database.query('SELECT FROM directory.job WHERE ended_at IS NULL')).rowCount).toBe(0));
  for (const table of ['user_staging', 'job_chunk']) expect(await admin.count(table)).toBe(0);
  await admin.database.query('DELETE FROM directory.token; DELETE FROM directory.job');
  expect(admin.errors).toEqual([]);
});

const start = async (file: string | Uint8Array, options: object = {}): Promise<adminApi.Job> => {
  const { status, body } = await admin.upload('/jobs/token-imports', file, { site: 'Main', ...options });
  expect([status, body.code]).toEqual([202, undefined]);
  return body;
};
/** Nobody can make tokens until {@link release}: a job is stuck at its last step. */
const holdUp = async (): Promise<void> => {
  await other.query('BEGIN');
  await other.query('LOCK TABLE directory.token IN EXCLUSIVE MODE');
};
const release = async (): Promise<void> => void await other.query('ROLLBACK');
const stuck = async (): Promise<void> => eventually(async () =>
  expect((await admin.database.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'COPY directory.token (%'")).rowCount).toBe(1));

describe('a token import as a job', () => {
  test('is taken in, done, and on record; its file and its options are gone', async () => {
    const file = `${row('A1')}${row('00017')}`;
    const taken = await start(file, { enable: false, kind: 'mobile', fileName: 'seeds.csv' });
    expect(taken).toMatchObject({ kind: 'token-import', label: 'seeds.csv', total: file.length, dryRun: false, createdBy: 'api-key:test', endedAt: null });
    const { job, report } = await admin.job(taken.id, 'done');
    expect(job).toMatchObject({ state: 'done', done: file.length, total: file.length, records: 2, attempt: 1, cancelling: false, failure: null, counts: { read: 2, imported: 2, refused: 0, warnings: 0 } });
    expect(report).toEqual({ counts: job.counts, lines: [] });
    expect((await admin.call('GET', '/tokens')).body.items).toMatchObject([{ serial: '00017', enabled: false, kind: 'mobile' }, { serial: 'A1' }]);
    const { rows: [kept] } = await admin.database.query<{ options: Buffer | null }>('SELECT sealed_options AS options FROM directory.job WHERE id = $1', [job.id]);
    expect(kept?.options).toBeNull();
    expect(await admin.eventsOf('job.create')).toEqual(expect.arrayContaining([expect.objectContaining({ object: { type: 'job', id: job.id, label: 'seeds.csv' } })]));
    expect((await admin.eventsOf('token-import')).at(-1)).toMatchObject({ result: 'changed', detail: { actor: 'api-key:test', 'after.imported': 2 } });
  });

  test('many pieces of a file come back in their order', async () => {
    const { id } = await start(rows(20_000));
    expect((await admin.job(id, 'done')).job.counts).toMatchObject({ read: 20_000, imported: 20_000 });
  });

  test('bad records stand in the report, which comes as CSV that no spreadsheet calculates', async () => {
    const { id } = await start(`${row('=B1')}B2,nonsense,totp,6,30\n${row('=B1')}`, { partial: true });
    const { job, report } = await admin.job(id, 'done');
    expect(job.counts).toMatchObject({ read: 1, imported: 1, refused: 2 });
    expect(report?.lines).toMatchObject([{ line: 2, subject: 'B2', kind: 'refused' }, { line: 3, subject: '=B1', reason: 'duplicate-serial-in-file' }]);
    const csv = await admin.call('GET', `/jobs/${id}/report.csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.body).toMatch(/^\uFEFF?line,subject,kind,reason,detail\r\n2,B2,refused,[a-z-]+,.*\r\n3,'=B1,refused,duplicate-serial-in-file,\r\n$/);
  });

  test('a dry run keeps nothing', async () => {
    const { id } = await start(row('C1'), { dryRun: true });
    expect(await admin.job(id, 'done')).toMatchObject({ job: { dryRun: true, counts: { imported: 1 } } });
    expect(await admin.count('token')).toBe(0);
  });

  test.each([
    ['a wrong password', vector('rfc6030-figure7.xml'), { password: 'wrong horse' }, 'wrong-password'],
    ['nothing in it', '', {}, 'empty-file'],
  ])('%s fails it, with a report', async (_, file, options, reason) => {
    const { id } = await start(file, options);
    const { job, report } = await admin.job(id, 'failed');
    expect(job).toMatchObject({ failure: { code: 'import-refused', detail: expect.stringContaining(reason) }, counts: { imported: 0, refused: 1 } });
    expect(report?.lines).toMatchObject([{ reason }]);
    expect(JSON.stringify(report)).not.toContain('wrong horse');
  });

  test('what would be refused at once makes no job', async () => {
    expect(await admin.upload('/jobs/token-imports', row('D1'), { site: 'Nowhere' })).toMatchObject({ status: 404 });
    expect(await admin.upload('/jobs/token-imports', row('D1'), { site: 'Main', colour: 1 })).toMatchObject({ status: 400 });
    expect(await admin.upload('/jobs/token-imports', row('D1').repeat(100_000), { site: 'Main' })).toMatchObject({ status: 413 });
    expect(await admin.call('POST', '/jobs/token-imports', {})).toMatchObject({ status: 400 });
    expect(await admin.count('job')).toBe(0);
  });
});

describe('cancelling', () => {
  test('ends what is being done, and nothing of it is kept', async () => {
    await holdUp();
    const { id } = await start(rows(100));
    await stuck();
    expect(await admin.call('POST', `/jobs/${id}/cancel`)).toMatchObject({ status: 200, body: { state: 'running', cancelling: true } });
    expect((await admin.job(id, 'cancelled')).job).toMatchObject({ cancelling: false, failure: null }); // although the table is still locked
    await release();
    expect(await admin.count('token')).toBe(0);
    expect(await admin.eventsOf('job.cancel')).toHaveLength(1);
    expect(await admin.call('POST', `/jobs/${id}/cancel`)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect(await admin.eventsOf('job.cancel')).toHaveLength(1);
  });

  test('what waits is over at once, and so is what a dead run left', async () => {
    await holdUp();
    const running = await Promise.all([start(row('E1')), start(row('E2'))]);
    const waiting = await start(row('E3'));
    expect(await admin.call('POST', `/jobs/${waiting.id}/cancel`)).toMatchObject({ body: { state: 'cancelled', endedAt: expect.any(String) } });
    for (const { id } of running) await admin.call('POST', `/jobs/${id}/cancel`);
    for (const { id } of running) await admin.job(id, 'cancelled');
  });

  test('a job that has ended stays as it is', async () => {
    const { id } = await start(row('F1'));
    await admin.job(id, 'done');
    expect(await admin.call('POST', `/jobs/${id}/cancel`)).toMatchObject({ status: 200, body: { state: 'done', cancelling: false } });
  });
});

describe('a run that dies', () => {
  test('is begun anew when its lease is over, and the tokens are there once', async () => {
    await holdUp();
    const { id } = await start(rows(50));
    await stuck();
    // What is left of a replica that was killed: its session is gone, and its lease runs out.
    await admin.database.query("UPDATE directory.job SET lease = gen_random_uuid(), lease_until = now() + interval '1 second' WHERE id = $1", [id]);
    await release();
    const { job } = await admin.job(id, 'done');
    expect(job).toMatchObject({ attempt: 2, counts: { imported: 50 } });
    expect(await admin.count('token')).toBe(50);
  });

  test('and comes back too late keeps nothing', async () => {
    await holdUp();
    const { id } = await start(rows(50));
    await stuck();
    await admin.database.query("UPDATE directory.job SET lease = gen_random_uuid(), lease_until = now() + interval '1 hour' WHERE id = $1", [id]);
    await release();
    await eventually(async () => expect((await admin.database.query("SELECT FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")).rowCount).toBe(0));
    expect(await admin.count('token')).toBe(0);
    expect((await admin.call('GET', `/jobs/${id}`)).body.job).toMatchObject({ state: 'running' });
    await admin.database.query('UPDATE directory.job SET lease_until = now() WHERE id = $1', [id]);
  });

  test('again and again fails the job', async () => {
    await holdUp();
    const blocking = await Promise.all([start(row('G1')), start(row('G2'))]);
    const { id } = await start(row('G3'));
    await admin.database.query("UPDATE directory.job SET attempt = 5 WHERE id = $1", [id]);
    expect((await admin.job(id, 'failed')).job).toMatchObject({ failure: { code: 'internal-error' } });
    for (const { id: blocked } of blocking) await admin.call('POST', `/jobs/${blocked}/cancel`);
  });

  test('because its replica stops: another one goes on at once', async () => {
    const replica = await admin.startReplica({ limits: { jobLeaseMs: 600_000, jobPollMs: 100 } });
    await holdUp();
    const jobs: adminApi.Job[] = [];
    for (const serial of ['H1', 'H2', 'H3', 'H4']) jobs.push(await start(row(serial))); // two for each
    await eventually(async () => expect((await admin.database.query("SELECT FROM directory.job WHERE state = 'running'")).rowCount).toBe(4));
    await replica.stop();
    await release();
    for (const { id } of jobs) expect((await admin.job(id, 'done')).job.attempt).toBe(1);
  });

  test('a database that goes away in between: the job is done when it is back', async () => {
    await holdUp();
    const { id } = await start(rows(50));
    await stuck();
    await admin.database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY directory.token (%' AND pid <> pg_backend_pid()");
    await release();
    expect((await admin.job(id, 'done')).job).toMatchObject({ attempt: 2, counts: { imported: 50 } });
  });
});

describe('a job whose maker loses the right to it', () => {
  const keyOf = async (of?: string): Promise<{ id: string; as: { authorization: string } }> => {
    const { apiKey, key } = await admin.make('/api-keys', { name: 'importer' });
    if (of !== undefined) await admin.database.query('UPDATE directory.api_key SET owner_id = $2 WHERE id = $1', [apiKey.id, of]);
    return { id: apiKey.id, as: { authorization: `Bearer ${key}` } };
  };
  const startAs = async (as: Readonly<Record<string, string>>, file: string): Promise<string> => {
    const { status, body } = await admin.upload('/jobs/token-imports', file, { site: 'Main' }, adminApi.IMPORT_CONTENT_TYPE, as);
    expect(status).toBe(202);
    return body.id;
  };
  const refused = async (id: string): Promise<void> => {
    expect((await admin.job(id, 'failed')).job).toMatchObject({ failure: { code: 'forbidden' }, counts: null });
    expect(await admin.count('token')).toBe(0);
  };

  test('a key revoked while it runs ends it, and nothing is kept', async () => {
    const { id: keyId, as } = await keyOf();
    await holdUp();
    const id = await startAs(as, rows(50));
    await stuck();
    await admin.call('DELETE', `/api-keys/${keyId}`);
    await refused(id); // although the table is still locked
  });

  test('a key that may import, and assign no longer, keeps nothing of an import that assigns', async () => {
    const { id: keyId, as } = await keyOf();
    await holdUp();
    const { body: { id } } = await admin.upload('/jobs/token-imports', rows(50), { site: 'Main', assign: 'login' }, adminApi.IMPORT_CONTENT_TYPE, as);
    await stuck();
    await admin.database.query("UPDATE directory.api_key SET permissions = ARRAY ['tokens.import'] WHERE id = $1", [keyId]);
    await release();
    await refused(id);
  });

  test.each<[string, string]>([
    ['disabled', 'UPDATE directory.user_account SET enabled = false WHERE id = $1'],
    ['given another role', "UPDATE directory.administrator SET role = 'auditor' WHERE user_id = $1"],
    ['given the scope of another site', "UPDATE directory.administrator SET role = 'site-administrator', scope_kind = 'sites', scope_ids = ARRAY [gen_random_uuid()] WHERE user_id = $1"],
  ])('while it waits the administrator behind the key is %s: it is not begun', async (how, statement) => {
    const [{ id: siteId }] = (await admin.call('GET', '/sites')).body.items;
    const boss = await appoint(admin, { siteId, login: `boss ${how}`, role: 'super-administrator' });
    const { as } = await keyOf(boss);
    await holdUp();
    const blocking = await Promise.all([start(row('L1')), start(row('L2'))]);
    const id = await startAs(as, row('L3'));
    await admin.database.query(statement, [boss]);
    for (const job of blocking) await admin.call('POST', `/jobs/${job.id}/cancel`);
    await refused(id);
  });
});

test('the list shows the newest first, page by page, and finds by kind, state and site', async () => {
  const [first, second, third] = [await start(row('I1')), await start(row('I2')), await start('')];
  for (const { id } of [first, second, third]) await admin.job(id, 'done', 'failed');
  const page = (await admin.call('GET', '/jobs?limit=2')).body;
  expect(page.items.map(({ id }: adminApi.Job) => id)).toEqual([third.id, second.id]);
  expect((await admin.call('GET', `/jobs?limit=2&cursor=${page.nextCursor}`)).body).toMatchObject({ items: [{ id: first.id }], nextCursor: null });
  expect((await admin.call('GET', '/jobs?state=failed&site=Main&kind=token-import')).body.items).toMatchObject([{ id: third.id }]);
  expect((await admin.call('GET', '/jobs?kind=ldap-sync')).body.items).toEqual([]);
  expect(await admin.call('GET', '/jobs/018f0000-0000-7000-8000-000000000000/report.csv')).toMatchObject({ status: 404, body: { code: 'not-found' } });
});

test('jobs that ended long ago are forgotten', async () => {
  const { id } = await start(row('K1'));
  await admin.job(id, 'done');
  await admin.database.query("UPDATE directory.job SET ended_at = now() - interval '91 days' WHERE id = $1", [id]);
  await eventually(async () => expect(await admin.count('job')).toBe(0));
});
