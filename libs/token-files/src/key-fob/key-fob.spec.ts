/** Key-fob seed text: each field, and each way in which a line can be wrong. */

import { describe, expect, it } from '@jest/globals';
import { SEED, hex, readAll, readTokens, vector } from '../spec-support.ts';

const HEX = hex(SEED);
const line = (...fields: readonly string[]): string => `${fields.join(' ')}\n`;
const good = ['0001', HEX, '2026-01-01', '2030-12-31', 'totp', '6', '60'] as const;
/** A good line with one field changed. */
const withField = (index: number, text: string): string => line(...good.map((field, at) => (at === index ? text : field)));

describe('a line', () => {
  it('is a token, with blanks, tabs or commas between its fields', async () => {
    const common = { hash: 'sha1', seed: SEED, warnings: [] };
    const days = { startsAt: new Date('2026-01-01T00:00:00Z'), expiresAt: new Date('2031-01-01T00:00:00Z') };
    expect(await readTokens(vector('formats/key-fob.txt'))).toEqual([
      { ...common, ...days, serial: '0001', keyId: '0001', algorithm: 'totp', digits: 6, period: 60, t0: 0 },
      { ...common, serial: '0002', keyId: '0002', algorithm: 'hotp', digits: 8, counter: 5 },
      { ...common, ...days, serial: '0003', keyId: '0003', algorithm: 'gmt-sm3', digits: 6, period: 60, t0: 0 },
    ]);
  });

  it.each([
    ['totp-sha256', { algorithm: 'totp', hash: 'sha256' }],
    ['TOTP-SHA-512', { algorithm: 'totp', hash: 'sha512' }],
    ['hotp-sha1', { algorithm: 'hotp', hash: 'sha1', counter: 60 }],
    ['gmt-sm4', { algorithm: 'gmt-sm4', period: 60 }],
  ])('may be of type %s', async (type, expected) => {
    expect(await readTokens(withField(4, type))).toMatchObject([expected]);
  });

  it('is good through its last day', async () => {
    const warnings = async (now: string): Promise<readonly string[] | undefined> => (await readTokens(line(...good), { now: new Date(now) }))[0]?.warnings;
    expect(await warnings('2030-12-31T23:59:59Z')).toEqual([]);
    expect(await warnings('2031-01-01T00:00:00Z')).toEqual(['expired']);
    expect(await warnings('2025-12-31T23:59:59Z')).toEqual(['not-yet-valid']);
  });

  it.each([
    ['no-serial', withField(0, '-')],
    ['no-secret', withField(1, '-')],
    ['bad-secret', withField(1, `${HEX}5`)],
    ['bad-date', withField(2, '2026-02-30')],
    ['no-algorithm', withField(4, '-')],
    ['unsupported-token-type', withField(4, 'securid')],
    ['unsupported-token-type', withField(4, 'totp-md5')],
    ['unsupported-digits', withField(5, '9')],
    ['bad-number', withField(5, 'six')],
    ['unsupported-period', withField(6, '0')],
    ['bad-line', line(...good, 'more')],
    ['bad-line', line(...good.slice(0, 6))],
    ['duplicate-serial-in-file', line(...good)],
  ])('is refused by name: %s', async (reason, wrong) => {
    const events = await readAll(line(...good) + wrong, { format: 'key-fob' });
    expect(events.map((event) => (event.type === 'refused' ? event.reason : event.type))).toEqual(['token', reason]);
    expect(JSON.stringify(events.slice(1))).not.toContain(HEX);
  });
});
