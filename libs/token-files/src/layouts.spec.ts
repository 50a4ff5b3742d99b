/** Files laid out as vendors, their customers and spreadsheets lay them out; each is told by its content. */

import { describe, expect, it } from '@jest/globals';
import { SEED, failureOf, readAll, vector } from './spec-support.ts';
import type { ReadTokenFileOptions } from './read-token-file.ts';

const SEED_32 = Buffer.from('12345678901234567890123456789012');
const HEX = SEED.toString('hex');

/** Tokens by their serials, refusals by their reasons, warnings by their names. */
async function outcome(file: string | Buffer, options: Partial<ReadTokenFileOptions> = {}): Promise<unknown[]> {
  return (await readAll(file, options)).map((event) => {
    switch (event.type) {
      case 'token': return event.token;
      case 'refused': return event.serial === undefined ? event.reason : `${event.serial}: ${event.reason}`;
      case 'warning': return event.warning;
    }
  });
}

const read = async (name: string, options: Partial<ReadTokenFileOptions> = {}): Promise<unknown[]> => outcome(vector(`layouts/${name}`), options);

describe('tables', () => {
  it.each<[name: string, tokens: readonly unknown[]]>([
    ['entra-lower-case-base32.csv', [
      { serial: 'GA00001', algorithm: 'totp', digits: 6, period: 30, seed: SEED, account: 'lee@example.com' },
      { serial: 'GA00002', algorithm: 'totp', period: 60, seed: SEED },
    ]],
    ['excel-german.csv', [
      { serial: '00012345', algorithm: 'totp', digits: 8, period: 60, seed: SEED },
      { serial: '00012346', algorithm: 'totp', digits: 6, period: 30, seed: SEED },
    ]],
    ['chinese-gb18030.csv', [
      { serial: '0012345', algorithm: 'totp', digits: 6, period: 60, seed: SEED, manufacturer: '示例公司', expiresAt: new Date('2032-01-01') },
      { serial: '0012346', algorithm: 'hotp', digits: 8, counter: 0, seed: SEED, expiresAt: new Date('2032-01-01') },
    ]],
    ['two-columns-blank.txt', [
      'hotp-assumed', { serial: '2600124000001', algorithm: 'hotp', counter: 0, seed: SEED }, { serial: '2600124000002', algorithm: 'hotp', seed: SEED },
    ]],
    ['two-columns-base32.txt', ['hotp-assumed', { serial: 'P0001', seed: SEED }, { serial: 'P0002', seed: SEED }]],
    ['pipes-and-quotes.txt', [{ serial: 'T-1', algorithm: 'totp', hash: 'sha256', digits: 8, period: 60, seed: SEED_32 }]],
    ['algorithm-names-the-kind.csv', [{ serial: 'K1', algorithm: 'totp', hash: 'sha1', digits: 6, period: 30 }, { serial: 'K2', algorithm: 'hotp', hash: 'sha1', digits: 8 }]],
    ['kind-and-hash-in-one-cell.csv', [
      { serial: '0000123456', algorithm: 'totp', hash: 'sha1', digits: 6, period: 30, seed: SEED }, { serial: '0000123457', algorithm: 'totp', hash: 'sha256', digits: 8, period: 60, seed: SEED },
      { serial: '0000123458', algorithm: 'hotp', hash: 'sha1', digits: 6, seed: SEED }, '0000123459: unsupported-hash',
    ]],
    ['shared-secret-key.csv', [{ serial: 'HW-1', algorithm: 'totp', hash: 'sha1', digits: 6, period: 30, seed: SEED }, { serial: 'HW-2', algorithm: 'totp', hash: 'sha256', digits: 8, period: 60, seed: SEED }]],
    ['base64-seeds.csv', [{ serial: 'B1', algorithm: 'totp', seed: SEED }]],
    ['hex-with-separators.csv', [{ serial: 'H1', algorithm: 'totp', seed: SEED }, { serial: 'H2', algorithm: 'hotp', seed: SEED }, { serial: 'H3', algorithm: 'hotp', seed: SEED }]],
    ['title-above-the-header.csv', ['bad-line', 'totp-assumed', { serial: 'X1', algorithm: 'totp', seed: SEED, expiresAt: new Date('2032-01-01') }]],
  ])('%s', async (name, tokens) => {
    expect(await read(name)).toEqual(tokens.map((token) => (typeof token === 'string' ? token : expect.objectContaining(token as object))));
  });

  it('take for granted what the operator says, where they do not say it themselves', async () => {
    const csv = { assume: { algorithm: 'totp', digits: 8, period: 60, hash: 'sha256' } } as const;
    expect(await read('two-columns-blank.txt', { csv })).toMatchObject([{ algorithm: 'totp', digits: 8, period: 60, hash: 'sha256' }, { algorithm: 'totp' }]);
    expect(await read('period-in-third-cell.csv', { csv: { assume: { algorithm: 'totp' } } })).toMatchObject([{ algorithm: 'totp', period: 60 }, { algorithm: 'totp', period: 30 }]);
    expect(await read('period-in-third-cell.csv')).toMatchObject([{ algorithm: 'hotp', counter: 60 }, { algorithm: 'hotp', counter: 30 }]);
    expect(await read('excel-german.csv', { csv })).toMatchObject([{ digits: 8, period: 60 }, { digits: 6, period: 30 }]);
    expect(await outcome(`1,${HEX},hotp,6,5\n`, { csv })).toMatchObject([{ algorithm: 'hotp', digits: 6, counter: 5 }]);
  });
});

describe('columns that nobody knows', () => {
  const file = `Ordered item,Content,Kind\n4711,${HEX},totp\n`;

  it('are asked for by name, and read where the operator says they are', async () => {
    expect(await failureOf(file)).toMatchObject({ reason: 'unknown-columns', line: 1, detail: 'Ordered item, Content, Kind' });
    const token = { serial: '4711', algorithm: 'totp', seed: SEED };
    expect(await outcome(file, { format: 'oath-csv', csv: { columns: { serial: 'Ordered item', key: 'Content', type: 'Kind' } } })).toMatchObject([token]);
    expect(await outcome(file, { format: 'oath-csv', csv: { columns: { serial: 1, key: 2, type: 3 } } })).toMatchObject([token]);
    expect(await outcome(`${HEX};x;4711\n`, { format: 'oath-csv', csv: { header: false, columns: { serial: 3, key: 1 }, assume: { algorithm: 'totp' } } })).toMatchObject([token]);
  });

  it('are not there', async () => {
    expect(await failureOf(file, { format: 'oath-csv', csv: { columns: { serial: 'Serial', key: 'Content' } } })).toMatchObject({ reason: 'unknown-columns', line: 1, detail: 'Serial' });
    expect(await outcome(file, { format: 'oath-csv', csv: { columns: { serial: 1, key: 9 } } })).toEqual(['4711: no-secret']);
  });

  it('are no reason to take the first token for a header', async () => {
    expect(await outcome(`AB,not-a-seed-1234\nCD,${HEX},totp\n`)).toMatchObject(['AB: bad-secret', { serial: 'CD' }]);
    expect(await failureOf(`Name,Remark\nCD,${HEX}\n`)).toMatchObject({ reason: 'unknown-columns' });
  });

  it('are read as chosen although the file looks like something else', async () => {
    const fob = `0001 ${HEX} 2026-01-01 2030-12-31 totp 6 60\n`;
    expect(await outcome(fob, { format: 'oath-csv', csv: { header: false, columns: { serial: 1, key: 2, type: 5 } } })).toMatchObject([{ serial: '0001', algorithm: 'totp', period: 30 }]);
    expect(await failureOf('<KeyContainer/>', { format: 'oath-csv', csv: { columns: { serial: 1, key: 2 } } })).toMatchObject({ reason: 'format-mismatch', detail: 'pskc' });
  });
});

describe('layouts of their own', () => {
  it('Yubico: the traditional log', async () => {
    expect(await read('yubico-traditional.csv')).toMatchObject([
      { serial: 'ubnu00481516', algorithm: 'hotp', digits: 8, counter: 0, seed: SEED },
      'vvccccdefghi: unsupported-token-type', 'unsupported-token-type',
    ]);
  });

  it('Yubico: its own log', async () => {
    expect(await read('yubico-own.csv')).toMatchObject([{ serial: '8023461', algorithm: 'hotp', digits: 6, seed: SEED }, '8023462: unsupported-token-type']);
  });

  it('SafeNet: XML', async () => {
    expect(await read('safenet-tokens.xml')).toMatchObject([
      { serial: '00050009ABCD', algorithm: 'hotp', hash: 'sha1', digits: 6, counter: 3, seed: SEED, model: 'Example PASS' },
      { serial: '00050009ABCE', hash: 'sha256', counter: 0, seed: SEED_32 },
      '00050009ABCF: no-secret',
    ]);
    expect(await failureOf('<Tokens><Token serial="1">')).toMatchObject({ reason: 'truncated' });
    expect(await failureOf('<Tokens><!DOCTYPE k></Tokens>')).toMatchObject({ reason: 'not-well-formed' });
  });

  it('SafeNet: authenticator records, whose clocks began in 2000', async () => {
    expect(await read('safenet-records.dat')).toMatchObject([
      { serial: 'LAB01', algorithm: 'hotp', digits: 6, counter: 0, seed: SEED, model: 'Example-ES' },
      { serial: 'LAB02', algorithm: 'totp', hash: 'sha256', period: 30, t0: 946_684_800, seed: SEED_32 },
      'LAB03: unsupported-cipher',
    ]);
    expect(await outcome('sccAuthenticatorId: A\nsccTokenData: sccKey=3132333435363738\n 3930;sccMode=E;\n')).toEqual(['A: unsupported-token-type', 'bad-line']);
  });

  it('an app: several accounts in one address', async () => {
    expect(await read('app-export.txt')).toMatchObject([
      { serial: 'Example:lee@example.com', algorithm: 'totp', hash: 'sha1', digits: 6, period: 30, issuer: 'Example', account: 'lee@example.com', seed: SEED },
      { serial: 'kim', algorithm: 'hotp', hash: 'sha256', digits: 8, counter: 17 },
      'Example:old: unsupported-hash',
    ]);
    expect(await outcome('otpauth-migration://offline?data=%E4\notpauth-migration://offline?data=CgYKBEFBQUE\notpauth-migration://online\n')).toEqual(['bad-uri', 'no-serial', 'bad-uri']);
  });

  it('PSKC with its seeds in hexadecimal digits', async () => {
    expect(await read('pskc-hexadecimal-seeds.xml')).toMatchObject([{ serial: '9000001', algorithm: 'totp', period: 60, seed: SEED, warnings: ['hexadecimal-seed'] }]);
  });
});
