import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type TokenFileKindText, seedAad, tokenFileKinds } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { defaultConnectionTimes } from '@countersign/persistence';
import { encodeBase32, type TokenFileFormat, type UnsupportedFormat } from '@countersign/token-files';
import { eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { inMemoryKeys } from '../../spec-support/in-memory-keys.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const vector = (name: string): Buffer => readFileSync(path.join(import.meta.dirname, '../../../vectors', name));
/** No transaction that does not wait for a file is idle for so long. */
const IDLE_MS = 2500;
const SEED = '3132333435363738393031323334353637383930';
const row = (serial: string, seed = SEED): string => `${serial},${seed},totp,6,30\n`;

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { importMaxBytes: 1_000_000 } });
  await admin.make('/sites', { name: 'Main' });
});
afterAll(async () => {
  await admin?.stop();
  await server.stop();
});
afterEach(async () => {
  expect(admin.errors).toEqual([]);
  await admin.database.query('DELETE FROM directory.token');
});

const serials = async (): Promise<string[]> => (await admin.call('GET', '/tokens?limit=1000')).body.items.map((token: { serial: string }) => token.serial);
/** Less than any limit of time: a place is free because somebody hung up. */
const HUNG_UP_MS = 5000;
/** Imports that have begun, and wait for the rest of their file. */
const importsWaitFor = (count: number): Promise<void> => eventually(async () => {
  expect((await admin.database.query("SELECT FROM pg_stat_activity WHERE state = 'idle in transaction' AND query = 'SAVEPOINT import'")).rowCount).toBe(count);
});
/** What arrives at the server, piece by piece, on a connection of its own. */
async function upload(length: number, { bearer = admin.bearer, url = admin.url, path: to = '/token-imports' } = {}): Promise<{ send(text: string): void; end(): void; answer: Promise<string>; received(): string }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.on('error', () => {});
  let received = '';
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (data) => {
      received += data.toString();
      if (received.includes('\r\n\r\n')) resolve(received);
    }).on('close', () => resolve(received));
  });
  socket.write(`POST ${adminApi.adminApiPrefix}${to} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${bearer}\r\ncontent-type: ${adminApi.IMPORT_CONTENT_TYPE}\r\ncontent-length: ${length}\r\n\r\n`);
  return { send: (text) => void socket.write(text), end: () => void socket.destroy(), answer, received: () => received };
}

test.each([
  ['whose header has other words', `Ordered item;Teil-Nr;Geheim;Wer?\n1;4711;${SEED};alice\n`, 'unknown-columns', {}],
  ['whose columns are swapped', `serial,seed\n${SEED},0001\n`, 'bad-secret', {}],
  ['whose columns are swapped, with a slip in the seed', `serial,seed\n${SEED.slice(1)}O,0001\n`, 'seed-too-short', {}],
  ['without a header, in another order', `1,4711,${SEED},alice\n`, 'unsupported-token-type', {}],
  ['whose seed stands for the number of digits', `serial,seed,digits\n4711,${SEED},${SEED}\n`, 'bad-number', {}],
  ['whose seed stands for the user, too', `serial,seed,user\n4711,${SEED},${SEED}\n`, 'unknown-user', { assign: 'login' }],
])('a table %s: no answer, no report and no line of the trail shows the seed', async (_, file, reason, more) => {
  const answer = await admin.import(file, { site: 'Main', format: 'oath-csv', ...more });
  const { body: job } = await admin.upload('/jobs/token-imports', file, { site: 'Main', format: 'oath-csv', ...more }, adminApi.IMPORT_CONTENT_TYPE);
  const ended = await eventually(async () => {
    const { body } = await admin.call('GET', `/jobs/${job.id}`);
    expect(body.job.endedAt).not.toBeNull();
    return body;
  });
  const { rows } = await admin.database.query('SELECT report, failure_detail FROM directory.job');
  const told = JSON.stringify([answer.body, ended, rows, admin.published, await (await fetch(`${admin.url}/jobs/${job.id}/report.csv`, { headers: { authorization: `Bearer ${admin.bearer}` } })).text()]);
  expect(told).toContain(reason);
  expect(told).not.toContain(SEED);
  expect(told).not.toContain(SEED.slice(1));
});

describe('formats', () => {
  test('each kind of file that the reader can name has a text in both languages', () => {
    const kinds: Readonly<Record<TokenFileFormat | UnsupportedFormat, TokenFileKindText>> = tokenFileKinds;
    for (const { en, zh } of Object.values(kinds)) {
      expect(en).not.toBe('');
      expect(zh).not.toBe('');
    }
  });

  test('OATH CSV by its content: tokens that can be used, with the switches that were chosen', async () => {
    const answer = await admin.import(`${row('A1')}${row('00017')}`, { site: 'Main', enable: false, kind: 'mobile', mode: { usePin: false } });
    expect(answer).toMatchObject({ status: 200, body: { imported: 2, read: 2, refusedCount: 0, warningCount: 0, dryRun: false } });
    const { body } = await admin.call('GET', '/tokens?serial=00017');
    expect(body.items).toMatchObject([{ serial: '00017', kind: 'mobile', enabled: false, usePin: false, oneTime: true, algorithm: 'totp', digits: 6, period: 30, assignment: null }]);
    const { rows } = await admin.database.query<{ id: string; sealed_seed: Buffer; seed_fingerprint: Buffer }>('SELECT id, sealed_seed, seed_fingerprint FROM directory.token ORDER BY serial');
    for (const { id, sealed_seed: sealed } of rows) {
      expect(Buffer.from(inMemoryKeys.sealer('seeds').open(sealed, seedAad(id))).toString('hex')).toBe(SEED);
    }
    expect(rows[0]?.seed_fingerprint).toEqual(rows[1]?.seed_fingerprint);
    expect(rows[0]?.sealed_seed).not.toEqual(rows[1]?.sealed_seed);
  });

  test('otpauth URIs', async () => {
    const answer = await admin.import('otpauth://hotp/Acme:kim?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme&counter=7\n', { site: 'Main', format: 'otpauth' });
    expect(answer).toMatchObject({ status: 200, body: { imported: 1 } });
    const { rows } = await admin.database.query('SELECT algorithm, initial_counter::int AS counter FROM directory.token');
    expect(rows).toEqual([{ algorithm: 'hotp', counter: 7 }]);
  });

  test('PSKC under a key, and under a password', async () => {
    expect(await admin.import(vector('rfc6030-figure6.xml'), { site: 'Main', key: '12345678901234567890123456789012' })).toMatchObject({ status: 200, body: { imported: 1 } });
    await admin.database.query('DELETE FROM directory.token');
    expect(await admin.import(vector('rfc6030-figure7.xml'), { site: 'Main', format: 'pskc', password: 'qwerty' })).toMatchObject({ status: 200, body: { imported: 1 } });
    const { rows } = await admin.database.query<{ id: string; sealed_seed: Buffer }>('SELECT id, sealed_seed FROM directory.token');
    const [token] = rows;
    expect(token && Buffer.from(inMemoryKeys.sealer('seeds').open(token.sealed_seed, seedAad(token.id))).toString()).toBe('12345678901234567890');
  });

  test('key-fob seed text inside OpenPGP, under a password and for a key', async () => {
    expect(await admin.import(vector('password.asc'), { site: 'Main', password: 'pw' })).toMatchObject({ status: 200, body: { imported: 3, warningCount: 0 } });
    const { body } = await admin.call('GET', '/tokens');
    expect(body.items).toMatchObject([
      { serial: '0001', kind: 'hardware', algorithm: 'totp', period: 60, startsAt: '2026-01-01T00:00:00.000Z', endsAt: '2031-01-01T00:00:00.000Z', uses: null },
      { serial: '0002', algorithm: 'hotp', digits: 8, period: null },
      { serial: '0003', algorithm: 'gmt-sm3', digits: 6, period: 60 },
    ]);
    await admin.database.query('DELETE FROM directory.token');
    const privateKey = vector('recipient-private-key.asc').toString();
    expect(await admin.import(vector('key.asc'), { site: 'Main', privateKey, passphrase: 'kp' })).toMatchObject({ status: 200, body: { imported: 3 } });
    const refusal = await admin.import(vector('key.asc'), { site: 'Main', privateKey, passphrase: 'wrong words' });
    expect(refusal).toMatchObject({ status: 422, body: { code: 'import-refused', report: { imported: 0, refused: [{ reason: 'wrong-password' }] } } });
    expect(JSON.stringify(refusal.body)).not.toContain('wrong words');
  });

  test('a software-token batch gives mobile tokens, unless the operator knows better', async () => {
    const options = { site: 'Main', password: 'Correct_horse!battery&staple' };
    expect(await admin.import(vector('password.sdtid'), options)).toMatchObject({
      status: 200, body: { imported: 1, warnings: [{ warning: 'makers-codes-differ' }, { warning: 'signature-not-verified' }] },
    });
    expect((await admin.call('GET', '/tokens')).body.items).toMatchObject([{ serial: '000123456789', kind: 'mobile', algorithm: 'totp', digits: 6, period: 60 }]);
    await admin.database.query('DELETE FROM directory.token');
    await admin.import(vector('password.sdtid'), { ...options, kind: 'hardware' });
    expect((await admin.call('GET', '/tokens')).body.items).toMatchObject([{ kind: 'hardware' }]);
  });

  test('a scratch card has as many codes as its file says, and is none without', async () => {
    const card = (policy: string): string => `<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"><KeyPackage><DeviceInfo><SerialNo>S1</SerialNo></DeviceInfo>
      <Key Id="S1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>
      <Counter><PlainValue>5</PlainValue></Counter></Data>${policy}</Key></KeyPackage></KeyContainer>`;
    const limited = card('<Policy><NumberOfTransactions>40</NumberOfTransactions></Policy>');
    expect(await admin.import(card(''), { site: 'Main', kind: 'scratch-card' })).toMatchObject({ body: { imported: 0, refused: [{ serial: 'S1', reason: 'uses-not-given' }] } });
    expect(await admin.import(limited, { site: 'Main' })).toMatchObject({ body: { imported: 1, warnings: [] } });
    expect((await admin.call('GET', '/tokens')).body.items).toMatchObject([{ serial: 'S1', kind: 'scratch-card', algorithm: 'hotp', uses: 40 }]);
  });

  test('text of every kind survives the way through the staging table', async () => {
    const maker = 'Back\\slash \\N \\. "quoted" 令牌';
    const answer = await admin.import(`serial,secret,manufacturer\nT\\1,${SEED},"${maker.replaceAll('"', '""')}"\n`, { site: 'Main' });
    expect(answer).toMatchObject({ status: 200, body: { imported: 1 } });
    expect((await admin.call('GET', '/tokens')).body.items).toMatchObject([{ serial: 'T\\1', manufacturer: maker }]);
  });
});

describe('a short seed', () => {
  const seedOf = (bytes: number): Buffer => Buffer.from('12345678901234567890').subarray(0, bytes);
  const files = {
    'oath-csv with a header': (seed: Buffer) => `upn,serial number,secret key,time interval,manufacturer,model\n,S1,${encodeBase32(seed)},30,,\n`,
    'oath-csv without': (seed: Buffer) => `S1,${seed.toString('hex')},totp,6,30\n`,
    otpauth: (seed: Buffer) => `otpauth://totp/S1?secret=${encodeBase32(seed)}\n`,
    pskc: (seed: Buffer) => `<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"><KeyPackage><DeviceInfo><SerialNo>S1</SerialNo></DeviceInfo>
      <Key Id="S1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><Data><Secret><PlainValue>${seed.toString('base64')}</PlainValue></Secret><Counter><PlainValue>0</PlainValue></Counter></Data></Key></KeyPackage></KeyContainer>`,
    'key-fob': (seed: Buffer) => `S1 ${seed.toString('hex')} - - totp 6 60\n`,
  };

  test.each(Object.entries(files))('is refused below 10 bytes and warned of below 16: %s', async (_, file) => {
    expect(await admin.import(file(seedOf(9)), { site: 'Main' })).toMatchObject({ body: { imported: 0, refused: [{ serial: 'S1', reason: 'seed-too-short' }] } });
    const warned = await admin.import(file(seedOf(10)), { site: 'Main', dryRun: true });
    expect(warned).toMatchObject({ body: { imported: 1, refused: [], warnings: expect.arrayContaining([expect.objectContaining({ serial: 'S1', warning: 'short-seed' })]) } });
    const { body } = await admin.import(file(seedOf(16)), { site: 'Main' });
    expect(body.imported).toBe(1);
    expect(JSON.stringify(body.warnings)).not.toContain('short-seed');
  });
});

test('an OCRA token is kept, and nobody is left to find out alone that no sign-in asks for its challenge', async () => {
  const pskc = (algorithm: string, parameters = ''): string => `<KeyContainer xmlns="urn:ietf:params:xml:ns:keyprov:pskc" Version="1.0"><KeyPackage><DeviceInfo><SerialNo>${algorithm}-1</SerialNo></DeviceInfo>
    <Key Id="${algorithm}-1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:${algorithm}"><AlgorithmParameters>${parameters}<ResponseFormat Length="6" Encoding="DECIMAL"/></AlgorithmParameters>
    <Data><Secret><PlainValue>${Buffer.alloc(20, algorithm).toString('base64')}</PlainValue></Secret><Counter><PlainValue>0</PlainValue></Counter></Data></Key></KeyPackage></KeyContainer>`;
  const { body: ocra } = await admin.import(pskc('ocra', '<Suite>OCRA-1:HOTP-SHA1-6:QN08</Suite>'), { site: 'Main', dryRun: true });
  expect(ocra).toMatchObject({ imported: 1, refused: [], warnings: [{ serial: 'ocra-1', warning: 'not-for-sign-ins' }] });
  const { body: hotp } = await admin.import(pskc('hotp'), { site: 'Main', dryRun: true });
  expect(hotp).toMatchObject({ imported: 1, refused: [], warnings: [] });
});

describe('all or nothing', () => {
  const mixed = `${row('B1')}B2,nonsense,totp,6,30\n${row('B3')}${row('B1')}`;
  const refused = [{ line: 2, serial: 'B2', reason: expect.stringMatching(/./) }, { line: 4, serial: 'B1', reason: 'duplicate-serial-in-file' }];

  test('one bad record and none is imported; the report names line, serial and reason', async () => {
    expect(await admin.import(mixed, { site: 'Main' })).toMatchObject({ status: 200, body: { imported: 0, read: 2, refusedCount: 2, refused } });
    expect(await serials()).toEqual([]);
  });

  test('partial imports the good ones', async () => {
    expect(await admin.import(mixed, { site: 'Main', partial: true })).toMatchObject({ status: 200, body: { imported: 2, read: 2, refusedCount: 2, refused } });
    expect(await serials()).toEqual(['B1', 'B3']);
  });

  test('serials that the directory has, also in another site', async () => {
    await admin.call('POST', '/sites', { name: 'Other' });
    await admin.import(row('C2'), { site: 'Other' });
    const file = `${row('C1')}${row('C2')}`;
    const duplicate = { refusedCount: 1, refused: [{ line: 2, serial: 'C2', reason: 'duplicate-serial', detail: null }] };
    expect(await admin.import(file, { site: 'Main' })).toMatchObject({ status: 200, body: { imported: 0, ...duplicate } });
    expect(await serials()).toEqual(['C2']);
    expect(await admin.import(file, { site: 'Main', partial: true })).toMatchObject({ status: 200, body: { imported: 1, ...duplicate } });
    expect(await serials()).toEqual(['C1', 'C2']);
  });

  test('more duplicates than a report lists are counted', async () => {
    const file = Array.from({ length: 1500 }, (_, index) => row(`D${index}`)).join('');
    expect(await admin.import(file, { site: 'Main' })).toMatchObject({ body: { imported: 1500 } });
    const { body } = await admin.import(file, { site: 'Main' });
    expect(body).toMatchObject({ imported: 0, read: 1500, refusedCount: 1500 });
    expect(body.refused).toHaveLength(1000);
  });

  test('a dry run reports the same and keeps nothing, not even a record of itself', async () => {
    const before = (await admin.eventsOf('token-import')).length;
    expect(await admin.import(mixed, { site: 'Main', dryRun: true, partial: true })).toMatchObject({ status: 200, body: { dryRun: true, imported: 2, refusedCount: 2 } });
    expect(await serials()).toEqual([]);
    expect(await admin.eventsOf('token-import')).toHaveLength(before);
  });

  test('expired tokens are imported with a warning', async () => {
    const pskc = vector('rfc6030-figure7.xml').toString().replace(/<\/(pskc:)?Data>/, '$&<$1Policy><$1ExpiryDate>2009-05-31T00:00:00Z</$1ExpiryDate></$1Policy>');
    expect(await admin.import(pskc, { site: 'Main', password: 'qwerty' })).toMatchObject({
      status: 200, body: { imported: 1, warningCount: expect.any(Number), warnings: expect.arrayContaining([expect.objectContaining({ warning: 'expired' })]) },
    });
    expect((await admin.call('GET', '/tokens')).body.items).toMatchObject([{ endsAt: '2009-05-31T00:00:00.000Z' }]);
  });
});

describe('a file that cannot be read to its end is refused with its report, and leaves a record', () => {
  test.each([
    ['wrong password', vector('rfc6030-figure7.xml'), { password: 'wrong horse' }, 'wrong-password'],
    ['no password', vector('rfc6030-figure7.xml'), {}, 'password-needed'],
    ['wrong key', vector('rfc6030-figure6.xml'), { key: '00'.repeat(16) }, 'wrong-key'],
    ['truncated', vector('rfc6030-figure7.xml').subarray(0, 1700), { password: 'qwerty' }, 'truncated'],
    ['an entity bomb', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><KeyContainer>&b;</KeyContainer>', { format: 'pskc' }, 'dtd-not-allowed'],
    ['nothing', '', {}, 'empty-file'],
    ['ill-formed UTF-8', Buffer.concat([Buffer.from(row('E1')), Buffer.from([0x45, 0xff, 0xfe, 0x0a])]), {}, 'invalid-text-encoding'],
  ])('%s', async (_, file, options, reason) => {
    const before = (await admin.eventsOf('token-import')).length;
    const answer = await admin.import(file, { site: 'Main', partial: true, ...options });
    expect(answer).toMatchObject({
      status: 422, body: { code: 'import-refused', status: 422, detail: expect.stringContaining(reason), report: { imported: 0, refusedCount: 1, refused: [{ reason }] } },
    });
    expect(adminApi.problemSchema.safeParse(answer.body).success).toBe(true);
    expect(JSON.stringify(answer.body)).not.toMatch(/wrong horse|qwerty/);
    expect(await serials()).toEqual([]);
    expect((await admin.eventsOf('token-import')).slice(before)).toMatchObject([{ result: 'import-refused', detail: { 'after.imported': 0 } }]);
  });
});

describe('the way in', () => {
  test.each([
    ['no line feed', '{"site":"Main"}', 400, 'bad-request'],
    ['options that are no JSON', 'site=Main\nA', 400, 'bad-request'],
    ['an unknown option', '{"site":"Main","colour":1}\nA', 400, 'bad-request'],
    ['a long line of options', `{"site":"Main","password":"${'x'.repeat(adminApi.FILE_OPTIONS_BYTES)}"}\nA`, 413, 'limit-exceeded'],
    ['an unknown site', '{"site":"Nowhere"}\nA', 404, 'not-found'],
    ['a long file', `{"site":"Main"}\n${row('long').repeat(20_000)}`, 413, 'limit-exceeded'],
  ])('%s', async (_, body, status, code) => {
    expect(await admin.call('POST', '/token-imports', body, { 'content-type': adminApi.IMPORT_CONTENT_TYPE })).toMatchObject({ status, body: { code } });
  });

  test.each(['application/json', 'text/csv', 'multipart/form-data; boundary=x'])('%s is no import', async (type) => {
    const answer = await admin.call('POST', '/token-imports', '{}', { 'content-type': type });
    expect([400, 415]).toContain(answer.status);
    expect(answer.body.code).toBe('bad-request');
  });

  test('a client that goes away midway leaves nothing behind, and its place is free', async () => {
    for (let round = 0; round < 5; round += 1) {
      const client = await upload(100_000);
      client.send(`{"site":"Main"}\n${Array.from({ length: 100 }, (_, index) => row(`F${index}`)).join('')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      client.end();
    }
    await eventually(async () => expect((await admin.database.query("SELECT FROM pg_stat_activity WHERE application_name = 'countersign-token-admin' AND state <> 'idle'")).rowCount).toBe(0));
    expect(await serials()).toEqual([]);
    await eventually(async () => expect(await admin.import(row('F0'), { site: 'Main' })).toMatchObject({ status: 200, body: { imported: 1 } }), { timeout: HUNG_UP_MS });
  });

  test('a client that is still sending hears why it need not', async () => {
    const client = await upload(900_000);
    client.send('{"site":"Main"}\n<?xml version="1.0"?><!DOCTYPE x>');
    const pump = setInterval(() => client.send(' '.repeat(1000)), 1);
    const answer = await client.answer;
    clearInterval(pump);
    client.end();
    expect(answer).toMatch(/^HTTP\/1\.1 422 [\s\S]*import-refused/);
  });

  test('what comes after a refusal is read away, and the connection serves the next request', async () => {
    const file = `{"site":"Main"}\n<?xml version="1.0"?><!DOCTYPE x>${' '.repeat(800_000)}`;
    const client = await upload(file.length);
    client.send(file);
    expect(await client.answer).toMatch(/^HTTP\/1\.1 422 /);
    client.send(`GET ${adminApi.adminApiPrefix}/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n`);
    await eventually(() => { expect(client.received()).toMatch(/HTTP\/1\.1 200 /); });
    client.end();
  });

  test('whoever may not import any more when the file is here has imported nothing', async () => {
    const { apiKey, key } = await admin.make('/api-keys', { name: 'for a while', permissions: ['tokens.import'] });
    const file = `{"site":"Main"}\n${row('A1')}${row('A2')}`;
    const client = await upload(file.length, { bearer: key });
    client.send(file.slice(0, -10));
    await importsWaitFor(1);
    expect((await admin.call('DELETE', `/api-keys/${apiKey.id}`)).status).toBe(200);
    client.send(file.slice(-10));
    expect(await client.answer).toMatch(/^HTTP\/1\.1 403 [\s\S]*"forbidden"/);
    client.end();
    expect(await serials()).toEqual([]);
  });

  test.each([['/token-imports', 200], ['/jobs/token-imports', 202]])('%s waits for the rest of a file, however long a transaction may otherwise be idle', async (to, status) => {
    const { url } = await admin.startReplica({ databaseTimes: { ...defaultConnectionTimes, idleMs: IDLE_MS } });
    const file = `{"site":"Main"}\n${row('A1')}${row('A2')}`;
    const client = await upload(file.length, { url, path: to });
    client.send(file.slice(0, -10));
    const waiting = `SELECT FROM pg_stat_activity WHERE state = 'idle in transaction' AND application_name = 'countersign-token-admin' AND state_change < clock_timestamp() - interval '${IDLE_MS + 1000} ms'`;
    await eventually(async () => expect((await admin.database.query(waiting)).rowCount).toBe(1));
    client.send(file.slice(-10));
    expect(await client.answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    client.end();
    await eventually(async () => expect((await admin.database.query('SELECT FROM directory.job WHERE ended_at IS NULL')).rowCount).toBe(0));
  });

  test('only so many at once: slow uploads do not take the whole service', async () => {
    const slow = await Promise.all(Array.from({ length: 3 }, async () => upload(1000)));
    for (const client of slow) client.send(`{"site":"Main"}\n${row('A1')}A`);
    await importsWaitFor(slow.length);
    expect(await admin.import(row('G1'), { site: 'Main' })).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(await admin.call('GET', '/tokens')).toMatchObject({ status: 200 });
    for (const client of slow) client.end();
    await eventually(async () => expect(await admin.import(row('G1'), { site: 'Main' })).toMatchObject({ status: 200, body: { imported: 1 } }), { timeout: HUNG_UP_MS });
  });
});

test('the same file at the same time: imported once, and the other one names every serial', async () => {
  const lines = Array.from({ length: 2500 }, (_, index) => row(`H${String(index).padStart(5, '0')}`));
  for (const partial of [false, true]) {
    const answers = await Promise.all([
      admin.import(lines.join(''), { site: 'Main', partial }), admin.import(lines.join(''), { site: 'Main', partial }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.map(({ body }) => `${body.imported} ${body.refusedCount}`).toSorted()).toEqual(['0 2500', '2500 0']);
    expect(await admin.count('token')).toBe(2500);
    await admin.database.query('DELETE FROM directory.token');
  }
});

test('the same tokens in the opposite order at the same time: imported once, and the other one may have to try again', async () => {
  const lines = Array.from({ length: 2500 }, (_, index) => row(`J${String(index).padStart(5, '0')}`));
  const answers = await Promise.all([lines, lines.toReversed()].map(async (order) => admin.import(order.join(''), { site: 'Main' })));
  expect(answers.filter(({ body }) => body.imported === 2500)).toHaveLength(1);
  const other = answers.find(({ body }) => body.imported !== 2500);
  expect(other).toMatchObject(other?.status === 409 ? { body: { code: 'conflict' } } : { status: 200, body: { imported: 0, refusedCount: 2500 } });
  expect(await admin.count('token')).toBe(2500);
});

test('files that share some tokens, at the same time: no token twice, and no import half done', async () => {
  const file = (from: number): string => Array.from({ length: 1000 }, (_, index) => row(`I${from + index}`)).join('');
  const answers = await Promise.all([0, 500, 1000].map(async (from) => admin.import(file(from), { site: 'Main' })));
  const imported = answers.filter(({ body }) => body.imported === 1000).length;
  expect(answers.every(({ body }) => body.imported === 0 || body.imported === 1000)).toBe(true);
  expect(imported).toBeGreaterThan(0);
  expect(await admin.count('token')).toBe(imported * 1000);
});
