/** A token file that names users: to whom its tokens go, and what is said of those that stay free. */
import { text } from 'node:stream/consumers';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { Client } from 'pg';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const SEED = '3132333435363738393031323334353637383930';
const HEADER = 'upn,serial number,secret key,time interval,manufacturer,model\n';
const azure = (...rows: readonly (readonly [upn: string, serial: string])[]): string =>
  `${HEADER}${rows.map(([upn, serial]) => `${upn},${serial},${SEED},30,Example,Key\n`).join('')}`;

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let [mainId, aliceId] = ['', ''];

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { jobPollMs: 100 } });
  mainId = (await admin.make('/sites', { name: 'Main' })).id;
  const [left, right] = [(await admin.make('/sites', { name: 'Left', parentId: mainId })).id, (await admin.make('/sites', { name: 'Right', parentId: mainId })).id];
  const elsewhere = (await admin.make('/sites', { name: 'Elsewhere' })).id;
  aliceId = (await admin.make('/users', { siteId: mainId, login: 'Alice' })).id;
  for (const [siteId, login] of [
    [left, 'alice'], [left, 'bob'], [left, 'twin'], [right, 'twin'], [elsewhere, 'stranger'], [mainId, 'carol@example.com'], [mainId, 'boss'],
  ]) await admin.make('/users', { siteId, login });
  const { body } = await admin.call('GET', '/users?login=boss');
  await admin.make('/administrators', { userId: body.items[0].id, role: 'auditor', scope: { kind: 'all' }, password: 'a password for once' });
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin.stop();
  await server.stop();
});
afterEach(async () => {
  await admin.database.query('DELETE FROM directory.assignment');
  await admin.database.query('DELETE FROM directory.token');
});

const holders = async (): Promise<Record<string, string | null>> => {
  const { rows } = await admin.database.query<{ serial: string; holder: string | null }>(`
    SELECT t.serial, s.name || '/' || u.login AS holder FROM directory.token t LEFT JOIN directory.assignment a ON a.token_id = t.id
    LEFT JOIN directory.user_account u ON u.id = a.user_id LEFT JOIN directory.site s ON s.id = u.site_id`);
  return Object.fromEntries(rows.map(({ serial, holder }) => [serial, holder]));
};
const warningsOf = ({ body }: { readonly body: { warnings: { line: number; serial: string | null; warning: string; detail?: string }[] } }) =>
  body.warnings.map(({ line, serial, warning, detail }) => [line, serial, warning, ...(detail === undefined ? [] : [detail])]);

const everybody = azure(['alice', 'T1'], ['ALICE', 'T2'], ['bob', 'T3'], ['twin', 'T4'], ['stranger', 'T5'], ['boss', 'T6'], ['', 'T7'], ['carol@example.com', 'T8']);
const outcome = {
  warnings: [[5, 'T4', 'ambiguous-user', 'twin'], [6, 'T5', 'unknown-user', 'stranger'], [7, 'T6', 'user-is-administrator', 'boss']],
  holders: { T1: 'Main/Alice', T2: 'Main/Alice', T3: 'Left/bob', T4: null, T5: null, T6: null, T7: null, T8: 'Main/carol@example.com' },
};

describe('by login name', () => {
  test('the site’s own user goes first, then one below it; the others stay free and are named', async () => {
    const answer = await admin.import(everybody, { site: 'Main', assign: 'login' });
    expect(answer).toMatchObject({ status: 200, body: { imported: 8, assigned: 4, refusedCount: 0, warningCount: 3 } });
    expect(warningsOf(answer)).toEqual(outcome.warnings);
    expect(await holders()).toEqual(outcome.holders);
  });

  test('a dry run says the same and gives nobody anything', async () => {
    const answer = await admin.import(everybody, { site: 'Main', assign: 'login', dryRun: true });
    expect(answer).toMatchObject({ body: { dryRun: true, imported: 8, assigned: 4 } });
    expect(warningsOf(answer)).toEqual(outcome.warnings);
    expect(await admin.count('assignment')).toBe(0);
    expect(await holders()).toEqual({});
  });

  test('each assignment is on record with token and user, and none of an import that was taken back', async () => {
    const before = (await admin.eventsOf('token.assign')).length;
    await admin.import(azure(['alice', 'R1'], ['bob', 'R2']), { site: 'Main', assign: 'login' });
    expect((await admin.eventsOf('token.assign')).slice(before)).toMatchObject([
      { object: { type: 'token', label: 'R1' }, user: { id: aliceId, login: 'Alice' }, site: mainId, detail: { 'before.user': null, 'after.user': 'Alice' } },
      { object: { type: 'token', label: 'R2' }, user: { login: 'bob' } },
    ]);
    expect((await admin.eventsOf('token-import')).at(-1)).toMatchObject({ detail: { 'after.imported': 2, 'after.assigned': 2, 'after.assign': 'login' } });
    const refused = await admin.import(`${azure(['alice', 'R3'])}bob,R4,nonsense,30,,\n`, { site: 'Main', assign: 'login' });
    expect(refused).toMatchObject({ body: { imported: 0, assigned: 0, refusedCount: 1 } });
    expect(await holders()).toEqual({ R1: 'Main/Alice', R2: 'Left/bob' });
    expect(await admin.eventsOf('token.assign')).toHaveLength(before + 2);
  });

  test('nobody gets more than the policy allows, over batches and with what they have', async () => {
    await admin.import(azure(['bob', 'P0']), { site: 'Main', assign: 'login' });
    const filler = Array.from({ length: 1000 }, (_, index): readonly [string, string] => ['', `F${index}`]);
    const answer = await admin.import(azure(['bob', 'P1'], ...filler, ['bob', 'P2'], ['bob', 'P3']), { site: 'Main', assign: 'login' });
    expect(answer).toMatchObject({ body: { imported: 1003, assigned: 2 } });
    expect(warningsOf(answer)).toEqual([[1004, 'P3', 'token-limit-reached', 'bob']]);
  });

  test('two imports at once give one user no more than allowed', async () => {
    const files = ['X', 'Y'].map((letter) => azure(...[1, 2, 3].map((number): readonly [string, string] => ['alice', `${letter}${number}`])));
    const answers = await Promise.all(files.map(async (file) => admin.import(file, { site: 'Main', assign: 'login' })));
    expect(answers.map(({ body }) => body.imported)).toEqual([3, 3]);
    expect(answers.reduce((sum, { body }) => sum + body.assigned, 0)).toBe(3);
    expect(await admin.count('assignment')).toBe(3);
  });
});

describe('while others work with the same users', () => {
  /** A file of which so much has come, and no more until somebody says so. */
  const upload = (beginning: string): ClientRequest => {
    const sent = request(`${admin.url}/token-imports`, { method: 'POST', headers: { authorization: `Bearer ${admin.bearer}`, 'content-type': adminApi.IMPORT_CONTENT_TYPE } });
    sent.write(`${JSON.stringify({ site: 'Main', assign: 'login' })}\n${beginning}`);
    return sent;
  };
  const answerOf = async (sent: ClientRequest, rest: string): Promise<unknown> => {
    sent.end(rest);
    const [answer] = await once(sent, 'response') as [IncomingMessage];
    return JSON.parse(await text(answer));
  };
  const queries = async (condition: string): Promise<number | null> => (await admin.database.query(`SELECT FROM pg_stat_activity WHERE application_name = 'countersign-token-admin' AND ${condition}`)).rowCount;
  /** More than goes to the database at once. */
  const many = (letter: string, login: string): string => azure([login, `${letter}-named`], ...Array.from({ length: 1_000 }, (_, index): readonly [string, string] => ['', `${letter}${index}`]));
  const last = (letter: string, login: string): string => azure([login, `${letter}-last`]).slice(HEADER.length);

  test('a file that is slow to come locks nobody, and two that name the same people in another order both end well', async () => {
    const [one, other] = [upload(many('S', 'alice')), upload(many('T', 'bob'))];
    await eventually(async () => expect(await queries("state = 'idle in transaction' AND (query = 'RELEASE SAVEPOINT batch' OR query LIKE 'INSERT INTO directory.outbox%')")).toBe(2));
    expect(await admin.call('PATCH', `/users/${aliceId}`, { displayName: 'Alice' })).toMatchObject({ status: 200 });
    expect(await admin.call('PUT', `/users/${aliceId}/password`, { password: 'a password of hers' })).toMatchObject({ status: 200 });
    expect(await Promise.all([answerOf(one, last('S', 'bob')), answerOf(other, last('T', 'alice'))])).toMatchObject([{ imported: 1002, assigned: 2 }, { imported: 1002, assigned: 2 }]);
  });

  test('who becomes an administrator while the import waits gets no token by it', async () => {
    const { id } = await admin.make('/users', { siteId: mainId, login: 'rising' });
    const other = new Client({ connectionString: server.url('postgres') });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT FROM directory.user_account WHERE id = $1 FOR UPDATE', [id]);
      const answer = admin.import(azure(['rising', 'W1']), { site: 'Main', assign: 'login' });
      await eventually(async () => expect(await queries("wait_event_type = 'Lock'")).toBe(1));
      await other.query("INSERT INTO directory.administrator (user_id, login_folded, role, scope_kind) VALUES ($1, 'rising', 'auditor', 'all')", [id]);
      await other.query('COMMIT');
      expect(warningsOf(await answer)).toEqual([[2, 'W1', 'user-is-administrator', 'rising']]);
    } finally {
      await other.end();
    }
  });
});

test('without the domain: alice@example.com and EXAMPLE\\alice are alice', async () => {
  const file = azure(['alice@example.com', 'D1'], ['EXAMPLE\\alice', 'D2'], ['carol@example.com', 'D3']);
  const exact = await admin.import(file, { site: 'Main', assign: 'login', dryRun: true });
  expect(warningsOf(exact)).toEqual([[2, 'D1', 'unknown-user', 'alice@example.com'], [3, 'D2', 'unknown-user', 'EXAMPLE\\alice']]);
  const answer = await admin.import(file, { site: 'Main', assign: 'login-without-domain' });
  expect(warningsOf(answer)).toEqual([[4, 'D3', 'unknown-user', 'carol']]);
  expect(await holders()).toEqual({ D1: 'Main/Alice', D2: 'Main/Alice', D3: null });
});

test('a file that names users while nobody is to get its tokens says so once, in every format that can', async () => {
  const pskc = `<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"><KeyPackage><DeviceInfo><SerialNo>N9</SerialNo></DeviceInfo>
    <Key Id="N9" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><UserId>alice</UserId><Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret><Counter><PlainValue>0</PlainValue></Counter></Data></Key></KeyPackage></KeyContainer>`;
  expect(warningsOf(await admin.import(azure(['', 'N0'], ['alice', 'N1'], ['bob', 'N2']), { site: 'Main' }))).toEqual([[3, null, 'users-not-assigned']]);
  expect(warningsOf(await admin.import(pskc, { site: 'Main' }))).toEqual([[2, null, 'users-not-assigned']]);
  expect(await admin.import(pskc.replaceAll('N9', 'N8'), { site: 'Main', assign: 'login' })).toMatchObject({ body: { assigned: 1, warnings: [] } });
  expect(await admin.import('otpauth://totp/Acme:bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n', { site: 'Main', assign: 'login' })).toMatchObject({ body: { assigned: 1, warnings: [] } });
  expect(await holders()).toEqual({ N0: null, N1: null, N2: null, N9: null, N8: 'Main/Alice', 'Acme:bob': 'Left/bob' });
});

test('it takes the right to assign; as a job it counts and reports the same', async () => {
  const { key } = await admin.make('/api-keys', { name: 'imports alone', permissions: ['tokens.import', 'directory.read', 'jobs.read'] });
  const body = (options: object): string => `${JSON.stringify({ site: 'Main', ...options })}\n${everybody}`;
  const send = async (path: string, options: object, bearer = admin.bearer) =>
    admin.call('POST', path, body(options), { 'content-type': 'application/vnd.countersign.token-import', authorization: `Bearer ${bearer}` });
  for (const path of ['/token-imports', '/jobs/token-imports']) expect(await send(path, { assign: 'login' }, key)).toMatchObject({ status: 403 });
  expect(await send('/token-imports', { dryRun: true }, key)).toMatchObject({ status: 200, body: { imported: 8, assigned: 0 } });
  const { status, body: job } = await send('/jobs/token-imports', { assign: 'login', fileName: 'azure.csv' });
  expect(status).toBe(202);
  await admin.job(job.id, 'done');
  const { body: { report } } = await admin.call('GET', `/jobs/${job.id}`);
  expect(report.counts).toEqual({ read: 8, imported: 8, assigned: 4, refused: 0, warnings: 3 });
  expect(report.lines).toMatchObject([{ line: 5, subject: 'T4', kind: 'warning', reason: 'ambiguous-user', detail: 'twin' }, {}, { line: 7, subject: 'T6', reason: 'user-is-administrator' }]);
  expect(await holders()).toEqual(outcome.holders);
});
