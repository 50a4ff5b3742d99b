/** Formats told by content, streaming in pieces of any size, bounded memory. */

import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { DETECTION_BYTES, detectFormat } from './detect-format.ts';
import { readTokenFile } from './read-token-file.ts';
import { KEY, PASSWORD, SEED, failureOf, readAll, readTokens, vector } from './spec-support.ts';
import { writePskc, type PskcToken } from './pskc/write-pskc.ts';

const HEX = SEED.toString('hex');

describe('formats by content', () => {
  const detected = (file: string | Uint8Array): unknown => {
    const found = detectFormat(typeof file === 'string' ? Buffer.from(file, 'latin1') : file);
    if (found.kind === 'envelope') return found.form;
    return 'format' in found ? found.format : found.kind;
  };

  it.each([
    ['pskc', vector('pskc/rfc6030-figure2.xml')],
    ['pskc', vector('vendors/utf-16-windows.xml')],
    ['pskc', '<KeyContainer/>'],
    ['oath-csv', vector('formats/privacyidea-1.csv')],
    ['oath-csv', vector('formats/privacyidea-2.csv')],
    ['oath-csv', vector('formats/entra-safeid.csv')],
    ['oath-csv', vector('formats/spreadsheet.csv')],
    ['oath-csv', vector('formats/ibm.csv')],
    ['otpauth', vector('formats/authenticators.txt')],
    ['key-fob', vector('formats/key-fob.txt')],
    ['key-fob', `0001;${HEX};-;2031/12/31;hotp;6;0`],
    ['oath-csv', `0001,${HEX},2026-01-01`],
    ['sdtid', vector('sdtid/issued.sdtid')],
    ['armoured', '-----BEGIN PGP MESSAGE-----\n\nhQEMA'],
    ['armoured', 'Your seeds, as ordered:\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA'],
    ['clear-signed', '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n0001'],
    ['openpgp-key', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENB'],
    ['binary', '\u0085\u0001\u000c\u0003binary'],
    ['sdtid', '<?xml version="1.0"?>\n<TKNBatch>\n<TKNHeader><Version>0</Version></TKNHeader></TKNBatch>'],
    ['software-token-xml', '<?xml version="1.0"?><TKNHeader><Version>7.0</Version></TKNHeader>'],
    ['safenet-xml', '<Tokens><Token serial="1"/></Tokens>'],
    ['dualshield-xml', '<data>\n<header><encode>HEX</encode></header></data>'],
    ['yubico-log', 'OATH-HOTP,11.12.13 18:01,1,cccccccccccc,,916821d3a138bf855e70069605559a206ba854cd,,,0,0'],
    ['yubico-log', '8023461,,0,3132333435363738393031323334353637383930,,2024-05-06T07:08:09,'],
    ['otpauth', 'otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8'],
    ['safenet-dat', '# Records\ndn: sccAuthenticatorId=A1\n'],
    ['archive', 'PK\u0003\u0004\u0014\0'],
    ['archive', '\u001f\u008b\u0008'],
    ['office-document', 'PK\u0003\u0004\u0014\0\u0006\0\u0008\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\u0013\0\u0008\u0002[Content_Types].xml'],
    ['office-document', '{\\rtf1\\ansi'],
    ['pdf', '%PDF-1.7'],
    ['image', '\u0089PNG\r\n\u001a\n'],
    ['json', '{"version":1,"header":{"slots":null}}'],
    ['json', '[\n  {"secret":"X"}'],
    ['html', '<!DOCTYPE html>\n<html lang="en">'],
    ['other-xml', '<?xml version="1.0"?>\n<rss version="2.0"/>'],
    ['pem', '-----BEGIN CERTIFICATE-----\nMIIB'],
    ['software-token-string', `${'12345'.repeat(16)}1`],
    ['software-token-string', 'com.rsa.securid.iphone://ctf?ctfData=123'],
    ['oath-csv', `Delivery of 6 May\nSerial Number,Secret Key\n1,${HEX}`],
    ['oath-csv', `1 ${HEX}\n2 ${HEX}`],
    ['oath-csv', `1|${HEX}`],
    ['unknown', 'Dear Sir or Madam,\nyour tokens, as ordered.'],
    ['unknown', '\0\0\0\0'],
    ['empty', ''],
    ['empty', '\u00ef\u00bb\u00bf \r\n'],
  ])('%s', (format, file) => {
    expect(detected(file)).toBe(format);
  });

  it('hold against the content, except where that says nothing', async () => {
    expect(await failureOf(`1,${HEX}\n`, { format: 'otpauth' })).toMatchObject({ reason: 'format-mismatch', detail: 'oath-csv' });
    expect(await failureOf('otpauth://totp/x?secret=GEZDGNBV\n', { format: 'pskc' })).toMatchObject({ reason: 'format-mismatch', detail: 'otpauth' });
    expect(await failureOf('nothing in particular', { format: 'pskc' })).toMatchObject({ reason: 'not-well-formed' });
    expect(await readAll('nothing in particular\n', { format: 'oath-csv' })).toMatchObject([{ type: 'refused', reason: 'bad-line' }]);
    expect(await readAll('nothing in particular\n', { format: 'otpauth' })).toMatchObject([{ type: 'refused', reason: 'bad-uri' }]);
  });

  it('need no more than the beginning of a file', async () => {
    const comments = '# nothing here yet\n'.repeat(DETECTION_BYTES / 10);
    expect(await failureOf(comments + `1,${HEX}\n`)).toMatchObject({ reason: 'unknown-format' });
    expect(await readTokens(comments + `1,${HEX}\n`, { format: 'oath-csv' })).toHaveLength(1);
  });
});

describe('streaming', () => {
  it.each(['pskc/rfc6030-figure7.xml', 'pskc/pypskc-multiotp-pskc-totp-aes.txt', 'vendors/utf-16-windows.xml', 'vendors/gb2312.xml', 'formats/entra-safeid.csv', 'formats/authenticators.txt', 'formats/key-fob.txt', 'sdtid/own-values.sdtid', 'openpgp/clear.asc', 'refused/line-too-long.csv'])('%s reads the same in pieces of any size', async (name) => {
    const file = vector(name);
    const unlock = { key: KEY, password: PASSWORD };
    const options = { unlock: name.includes('figure7') ? { password: PASSWORD } : unlock };
    const whole = await readAll(file, options, file.length);
    for (const size of [1, 2, 3, 7, 64, 1000]) expect(await readAll(file, options, size)).toEqual(whole);
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: file.length }), async (size) => {
      expect(await readAll(file, options, size)).toEqual(whole);
    }), { numRuns: 20 });
  });

  it('reads on only as it is asked, and closes its input when it is left', async () => {
    let given = 0;
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array, void> {
      try {
        for (;;) {
          given += 1;
          yield Buffer.from(`${given},${HEX},hotp\n`);
        }
      } finally {
        closed = true;
      }
    }
    let seen = 0;
    for await (const event of readTokenFile(endless(), { format: 'oath-csv' })) {
      expect(event.type).toBe('token');
      seen += 1;
      if (seen === 1000) break;
    }
    expect(closed).toBe(true);
    expect(given).toBeLessThan(1500);
  });

  it('closes its input when the format is refused', async () => {
    let closed = false;
    async function* input(): AsyncGenerator<Uint8Array, void> {
      try {
        yield Buffer.alloc(DETECTION_BYTES, 'Dear Sir ');
        yield Buffer.from('more');
      } finally {
        closed = true;
      }
    }
    await expect(readTokenFile(input(), { format: 'auto' }).next()).rejects.toMatchObject({ reason: 'unknown-format' });
    expect(closed).toBe(true);
  });

  it('hands on an error of its input', async () => {
    async function* input(): AsyncGenerator<Uint8Array, void> {
      yield Buffer.alloc(DETECTION_BYTES, `1,${HEX}\n`);
      throw new Error('connection lost');
    }
    const events = readTokenFile(input(), { format: 'auto' });
    await expect((async () => { for await (const event of events) expect(event).toBeDefined(); })()).rejects.toThrow('connection lost');
  });

  it('keeps no more than the serials of a long encrypted file', async () => {
    const count = 30_000;
    function* tokens(): Generator<PskcToken, void> {
      for (let index = 0; index < count; index += 1) {
        yield { serial: String(1_000_000_000_000 + index), algorithm: 'totp', hash: 'sha1', digits: 6, period: 60, t0: 0, seed: SEED, manufacturer: 'Example Devices Ltd' };
      }
    }
    const key = randomBytes(32);
    let bytes = 0;
    async function* file(): AsyncGenerator<Uint8Array, void> {
      for await (const piece of writePskc(tokens(), { protection: { kind: 'key', key }, randomBytes })) {
        bytes += piece.length;
        yield piece;
      }
    }
    let read = 0;
    let before = 0;
    for await (const event of readTokenFile(file(), { format: 'auto', unlock: { key } })) {
      expect(event.type === 'token' ? event.token.serial : event).toBe(String(1_000_000_000_000 + read));
      read += 1;
      if (read === 5_000) before = heapInUse();
    }
    const growth = heapInUse() - before;
    expect(read).toBe(count);
    expect(bytes).toBeGreaterThan(20_000_000);
    // 25,000 serials of about 100 bytes each; the file itself has 20 MB, and a substring that holds its chunk would show.
    expect(growth).toBeLessThan(6_000_000);
  });
});

/** Bytes of live objects: garbage is collected first. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
