/** Each named refusal and each named failure, by a real file. The records below do not compile without every name. */

import { describe, expect, it } from '@jest/globals';
import { KEY, PASSWORD, failureOf, readAll, vector } from './spec-support.ts';
import type { ReadTokenFileOptions } from './read-token-file.ts';
import type { TokenFileErrorReason } from './token-file-error.ts';
import type { RecordRefusal } from './token-record.ts';

const REFUSED: Readonly<Record<RecordRefusal, { extension?: string; serial?: string; detail?: string }>> = {
  'no-serial': { },
  'bad-serial': { serial: '4711', detail: '4711' },
  'duplicate-serial-in-file': { serial: '4700' },
  'no-algorithm': { serial: '4711' },
  'unsupported-algorithm': { serial: '4711', detail: 'http://www.yubico.com/#yubikey-aes' },
  'unsupported-token-type': { extension: 'csv', serial: '4711', detail: 'tan' },
  'pin-key': { serial: '4711' },
  'unsupported-hash': { serial: '4711', detail: 'HMAC-MD5' },
  'unsupported-suite': { serial: '4711', detail: 'OCRA-1:HOTP-SHA256-9:QN02-T2H' },
  'unsupported-encoding': { serial: '4711', detail: 'HEXADECIMAL' },
  'unsupported-check-digit': { serial: '4711' },
  'unsupported-digits': { serial: '4711', detail: '9' },
  'unsupported-period': { serial: '4711', detail: '0' },
  'bad-number': { serial: '4711', detail: '-1' },
  'bad-date': { serial: '4711', detail: '2031-02-30T00:00:00Z' },
  'no-secret': { serial: '4711' },
  'bad-secret': { serial: '4711' },
  'key-usage-not-allowed': { serial: '4711', detail: 'ENCRYPT' },
  'policy-not-understood': { serial: '4711', detail: 'OnWeekdaysOnly' },
  'unsupported-cipher': { serial: '4711', detail: 'http://www.w3.org/2001/04/xmlenc#arcfour' },
  'not-decryptable': { serial: '4711' },
  'mac-missing': { serial: '4711' },
  'mac-method-missing': { serial: '4711' },
  'wrong-mac': { serial: '4711' },
  'mac-over-plaintext': { serial: '4711' },
  'mac-on-plain-value': { serial: '4711' },
  'bad-line': { extension: 'csv', detail: 'quote without end' },
  'line-too-long': { extension: 'csv' },
  'bad-uri': { extension: 'txt' },
};

const FAILED: Readonly<Record<TokenFileErrorReason, { extension?: string; line?: number; detail?: string; options?: Partial<ReadTokenFileOptions> }>> = {
  'empty-file': { extension: 'txt' },
  'unknown-format': { extension: 'txt', line: 1 },
  'unsupported-format': { extension: 'asc', detail: 'openpgp-key' },
  'format-mismatch': { extension: 'csv', detail: 'oath-csv', options: { format: 'pskc' } },
  'unknown-columns': { extension: 'csv', line: 2, detail: 'Ordered item, Content, Remarks' },
  'unsupported-text-encoding': { line: 1, detail: 'ebcdic-cp-us' },
  'invalid-text-encoding': { extension: 'csv', line: 2, detail: 'utf-8' },
  'not-well-formed': { line: 4 },
  'truncated': { line: 9 },
  'dtd-not-allowed': { line: 5 },
  'entity-not-allowed': { line: 4 },
  'limit-exceeded': { line: 3, detail: '4294967295 rounds of key derivation' },
  'unsupported-version': { line: 2, detail: '2.0' },
  'password-needed': { line: 7, options: { unlock: { } } },
  'key-needed': { line: 7, options: { unlock: { password: PASSWORD } } },
  'wrong-password': { line: 3, options: { unlock: { password: 'qwertz' } } },
  'wrong-key': { line: 3, options: { unlock: { key: KEY.toReversed() } } },
  'key-length': { line: 3, detail: '32 bytes where 16 are needed', options: { unlock: { key: Buffer.alloc(32) } } },
  'unsupported-key-derivation': { line: 3, detail: 'http://www.w3.org/2009/xmlenc11#ConcatKDF' },
  'unsupported-cipher': { line: 3, detail: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p' },
  'unsupported-mac': { line: 3, detail: 'http://www.w3.org/2001/04/xmldsig-more#hmac-md5' },
  'encryption-incomplete': { line: 3, detail: 'salt or iteration count' },
};

describe('an entry is refused by name and the rest of its file is read', () => {
  it.each(Object.entries(REFUSED))('%s', async (reason, { extension = 'xml', serial, detail }) => {
    const events = await readAll(vector(`refused/${reason}.${extension}`), { unlock: { key: KEY } });
    const refused = events.filter((event) => event.type === 'refused');
    const read = events.filter((event) => event.type === 'token');
    expect(read.map(({ token }) => token.serial)).toEqual(['4700']);
    expect(refused).toEqual([{
      type: 'refused', line: expect.any(Number), reason,
      ...(serial !== undefined && { serial }),
      ...(detail !== undefined && { detail: reason === 'bad-secret' ? expect.any(String) : detail }),
    }]);
  });
});

describe('a file that cannot be read fails by name', () => {
  it.each(Object.entries(FAILED))('%s', async (reason, { extension = 'xml', line, detail, options }) => {
    const bothSecrets = extension === 'xml' && options === undefined ? await unlockFor(reason) : {};
    const error = await failureOf(vector(`failed/${reason}.${extension}`), { ...bothSecrets, ...options });
    expect({ reason: error.reason, line: error.line, detail: error.detail }).toEqual({ reason, line, detail });
  });
});

/** The right secret: files that are encrypted under a password get it, others the key. */
async function unlockFor(reason: string): Promise<Partial<ReadTokenFileOptions>> {
  const passwordBased = vector(`failed/${reason}.xml`).includes('DerivedKey');
  return { unlock: passwordBased ? { password: PASSWORD } : { key: KEY } };
}

describe('what is said about a failure', () => {
  it('never holds the seed, the password or the key', async () => {
    const secrets = ['12345678901234567890', Buffer.from('12345678901234567890').toString('base64'), PASSWORD, KEY.toString('hex')];
    const said: string[] = [];
    for (const [reason, { extension = 'xml' }] of Object.entries(REFUSED)) {
      said.push(JSON.stringify((await readAll(vector(`refused/${reason}.${extension}`), { unlock: { key: KEY } })).filter((event) => event.type === 'refused')));
    }
    for (const [reason, { extension = 'xml', options }] of Object.entries(FAILED)) {
      const error = await failureOf(vector(`failed/${reason}.${extension}`), { unlock: { key: KEY, password: PASSWORD }, ...options }).catch(() => undefined);
      said.push(`${error?.message} ${error?.stack} ${JSON.stringify(error)}`);
    }
    for (const secret of secrets) expect(said.filter((text) => text.includes(secret))).toEqual([]);
  });
});
