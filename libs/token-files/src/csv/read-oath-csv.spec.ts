/** OATH CSV: each layout, and each way a line can be wrong. */

import * as fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { SEED, failureOf, readAll, readTokens, vector } from '../spec-support.ts';
import { splitCells } from './cells.ts';

const HEX = SEED.toString('hex');

async function outcomes(text: string): Promise<unknown[]> {
  return (await readAll(text, { format: 'oath-csv' })).filter(({ type }) => type !== 'warning').map((event) => (event.type === 'refused' ? { line: event.line, serial: event.serial, reason: event.reason } : event.type === 'token' ? event.token.serial : event));
}

describe('layouts', () => {
  it('privacyIDEA: types, comments, spaces; the hash by the length of the key', async () => {
    expect(await readAll(vector('formats/privacyidea-1.csv'))).toMatchObject([
      { line: 3, token: { serial: '0001', algorithm: 'hotp', hash: 'sha1', digits: 6, counter: 17, seed: SEED } },
      { line: 4, token: { serial: '0002', algorithm: 'totp', hash: 'sha256', digits: 8, period: 60, t0: 0 } },
      { line: 5, token: { serial: '0003', algorithm: 'totp', hash: 'sha512', digits: 6, period: 30 } },
      { line: 6, token: { serial: '0004', algorithm: 'ocra', hash: 'sha256', digits: 8, suite: 'OCRA-1:HOTP-SHA256-8:QA08' } },
      { line: 7, type: 'refused', serial: '0005', reason: 'unsupported-token-type', detail: 'tan' },
      { line: 8, type: 'warning', warning: 'hotp-assumed' },
      { line: 8, token: { serial: '0006', algorithm: 'hotp', hash: 'sha1', digits: 6, counter: 0 } },
    ]);
  });

  it('privacyIDEA version 2: users first', async () => {
    expect(await readTokens(vector('formats/privacyidea-2.csv'))).toMatchObject([
      { serial: '0001', account: 'alice', algorithm: 'totp', period: 30 },
      { serial: '0002', account: 'bob', algorithm: 'hotp', counter: 5 },
    ]);
    expect(await failureOf(`# version: 3\n1,${HEX}\n`)).toMatchObject({ reason: 'unsupported-version', line: 1 });
  });

  it('NetIQ: type, digits and step may be missing', async () => {
    expect(await readTokens(vector('formats/netiq.csv'))).toMatchObject([
      { serial: '1001', algorithm: 'totp', digits: 6, period: 30 },
      { serial: '1002', algorithm: 'hotp', digits: 8, counter: 0 },
      { serial: '1003', algorithm: 'hotp', digits: 7 },
      { serial: '1004', algorithm: 'hotp', digits: 6 },
    ]);
  });

  it('PingID: a start counter may follow the key', async () => {
    expect(await readTokens(vector('formats/pingid.txt'))).toMatchObject([
      { serial: 'GALT11111111', algorithm: 'hotp', counter: 0 },
      { serial: 'GALT11111112', algorithm: 'hotp', counter: 42 },
    ]);
  });

  it('Entra ID and SafeID: a header line, base32 or hexadecimal keys, CRLF, byte order mark', async () => {
    expect(await readTokens(vector('formats/entra-safeid.csv'))).toEqual([
      { serial: '1234567', keyId: '1234567', algorithm: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0, seed: SEED, account: 'alice@example.com', manufacturer: 'Example', model: 'HardwareKey', warnings: [] },
      { serial: '0234568', keyId: '0234568', algorithm: 'totp', hash: 'sha1', digits: 6, period: 60, t0: 0, seed: SEED, manufacturer: 'Example, Inc.', model: 'HardwareKey', warnings: [] },
      { serial: '1234569', keyId: '1234569', algorithm: 'totp', hash: 'sha1', digits: 6, period: 60, t0: 0, seed: SEED, manufacturer: 'Example', model: 'Card', warnings: [] },
    ]);
  });

  it('IBM: two quoted cells', async () => {
    expect(await readTokens(vector('formats/ibm.csv'))).toMatchObject([{ serial: 'SN000001', seed: SEED }, { serial: 'SN000002', seed: SEED }]);
  });

  it('spreadsheets with semicolons or tabs, and other header names', async () => {
    expect(await readTokens(vector('formats/spreadsheet.csv'))).toMatchObject([{ serial: '00123', algorithm: 'hotp', digits: 8, counter: 9 }]);
    expect(await readTokens(`serial\tseed\ttype\thash\n1\t${HEX}\ttotp\tSHA-256\n`)).toMatchObject([{ serial: '1', algorithm: 'totp', hash: 'sha256' }]);
    expect(await readTokens(Buffer.from(`\uFEFFserial\tseed\n1\t${HEX}\n`, 'utf16le'))).toMatchObject([{ serial: '1' }]);
  });
});

describe('lines that are refused', () => {
  it.each([
    ['one cell', 'justoneword', { reason: 'bad-line', serial: 'justoneword' }],
    ['no serial', `,${HEX}`, { reason: 'no-serial' }],
    ['no key', '4711,', { reason: 'no-secret', serial: '4711' }],
    ['a key elsewhere', '4711,-', { reason: 'no-secret', serial: '4711' }],
    ['half a byte', `4711,${HEX}0`, { reason: 'bad-secret', serial: '4711' }],
    ['no hexadecimal', '4711,wxyz', { reason: 'bad-secret', serial: '4711' }],
    ['a mistyped digit, in hexadecimal', '4711,31323334353637383930313233343536373839O0', { reason: 'bad-secret', serial: '4711' }],
    ['a mistyped letter, in base32', '4711,GEZDGNBVGY3TQ0JQGEZDGNBVGY3TQOJQ', { reason: 'bad-secret', serial: '4711' }],
    ['a mistyped letter, in hexadecimal of both cases', '4711,3a3B3c3D3536373839303132333435363738oA30', { reason: 'bad-secret', serial: '4711' }],
    ['digits', `4711,${HEX},hotp,5`, { reason: 'unsupported-digits', serial: '4711' }],
    ['digits in words', `4711,${HEX},hotp,six`, { reason: 'bad-number', serial: '4711' }],
    ['step', `4711,${HEX},totp,6,0`, { reason: 'unsupported-period', serial: '4711' }],
    ['hash', `4711,${HEX},totp,6,30,md5`, { reason: 'unsupported-hash', serial: '4711' }],
    ['suite', `4711,${HEX},ocra,OCRA-2`, { reason: 'unsupported-suite', serial: '4711' }],
    ['a scratch card', '4711,-,TAN,123456', { reason: 'unsupported-token-type', serial: '4711' }],
    ['a type of privacyIDEA', `4711,${HEX},motp`, { reason: 'unsupported-token-type', serial: '4711' }],
    ['text after a quote', `"4711"x,${HEX}`, { reason: 'bad-line' }],
    ['a rounded number', `2.60022E+12,${HEX}`, { reason: 'bad-serial', serial: '2.60022E+12' }],
  ])('%s', async (_name, line, expected) => {
    const [good, refused] = await outcomes(`1,${HEX}\n${line}\n`);
    expect(good).toBe('1');
    expect(refused).toEqual({ line: 2, serial: undefined, ...expected });
  });

  it('do not take the lines after them along', async () => {
    expect(await outcomes(`1,${HEX}\n2,"${HEX}\n3,${HEX}\n\n# comment, with "quote\n4,${HEX}`)).toEqual(['1', { line: 2, serial: undefined, reason: 'bad-line' }, '3', '4']);
  });

  it('are duplicates for an equal serial; leading zeros make another one', async () => {
    expect(await outcomes(`1,${HEX}\n01,${HEX}\n1,${HEX}\n`)).toEqual(['1', '01', { line: 3, serial: '1', reason: 'duplicate-serial-in-file' }]);
  });

  it('count at LF, CRLF and CR', async () => {
    expect((await readAll(`1,${HEX},hotp\r\n2,${HEX},hotp\r3,${HEX},hotp\n\n5,${HEX},hotp`)).map(({ line }) => line)).toEqual([1, 2, 3, 5]);
  });
});

describe('cells', () => {
  it('come back from any quoted line', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', '\t', 'é'), maxLength: 6 }).map((text) => text.trim());
    fc.assert(fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      const line = cells.map((text) => ` "${text.replaceAll('"', '""')}" `).join(',');
      expect(splitCells(line, ',')).toEqual(cells);
    }));
  });
});
