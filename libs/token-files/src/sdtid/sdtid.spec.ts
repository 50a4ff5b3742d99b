/** Software-token batches, as another implementation issued them: its seeds, its MACs, its passwords. */

import { describe, expect, it } from '@jest/globals';
import { failureOf, hex, readAll, vector } from '../spec-support.ts';
import type { TokenRecord } from '../token-record.ts';

const PASSWORD = 'Correct_horse!battery&staple';
/** What `stoken show --seed` prints for the tokens of the vectors. */
const SEEDS = { issued: 'f7c210ed1fcbeda6f4c3a32804d1ba38', ownValues: '167198fbebdd67d1344701fde21b9ede' };

async function tokenOf(file: Uint8Array | string, password?: string): Promise<TokenRecord> {
  const token = (await readAll(file, password === undefined ? {} : { unlock: { password } })).find((event) => event.type === 'token');
  if (token === undefined) throw new Error('the file has no usable token');
  return token.token;
}

const text = (name: string): string => vector(`sdtid/${name}.sdtid`).toString('utf8');

describe('a batch', () => {
  it('gives what the header says for all its tokens', async () => {
    const { seed, ...token } = await tokenOf(vector('sdtid/issued.sdtid'));
    expect(hex(seed)).toBe(SEEDS.issued);
    expect(token).toEqual({
      serial: '726197853295', keyId: '726197853295', form: 'software', algorithm: 'totp', hash: 'sha1', digits: 8, period: 60, t0: 0,
      startsAt: new Date('2026-11-21T00:00:00Z'), expiresAt: new Date('2031-11-21T00:00:00Z'), warnings: [],
    });
  });

  it('lets a token say otherwise; short lines keep their odd place in the MAC', async () => {
    const { seed, ...token } = await tokenOf(vector('sdtid/own-values.sdtid'));
    expect(hex(seed)).toBe(SEEDS.ownValues);
    expect(token).toMatchObject({ serial: '000123456789', digits: 6, account: 'alice', startsAt: new Date('2024-01-02T00:00:00Z'), expiresAt: new Date('2036-01-01T00:00:00Z') });
  });

  it('says that its codes are not those of its makers, and that its signature was not verified', async () => {
    const events = await readAll(vector('sdtid/issued.sdtid'));
    expect(events.map((event) => (event.type === 'warning' ? event.warning : event.type))).toEqual(['makers-codes-differ', 'token', 'signature-not-verified']);
  });

  it('opens with its password, and with no other', async () => {
    expect(hex((await tokenOf(vector('sdtid/password.sdtid'), PASSWORD)).seed)).toBe(SEEDS.ownValues);
    expect(await failureOf(vector('sdtid/password.sdtid'))).toMatchObject({ reason: 'password-needed', line: 3 });
    expect(await failureOf(vector('sdtid/password.sdtid'), { unlock: { password: 'qwerty' } })).toMatchObject({ reason: 'wrong-password', line: 3 });
  });

  it('without a password opens whatever password is given', async () => {
    expect(hex((await tokenOf(vector('sdtid/issued.sdtid'), PASSWORD)).seed)).toBe(SEEDS.issued);
  });
});

describe('a changed batch', () => {
  it.each([
    ['wrong-mac', 'the serial', '<SN>726197853295', '<SN>726197853296'],
    ['wrong-mac', 'the seed', '<Seed>=k', '<Seed>=l'],
    ['wrong-mac', 'what the header says for all', '<DefDigits>8', '<DefDigits>6'],
    ['mac-missing', 'no MAC', /<TokenMAC>.*<\/TokenMAC>/, ''],
    ['no-secret', 'no seed', /<Seed>.*<\/Seed>/, ''],
    ['bad-secret', 'half a seed', /<Seed>.*<\/Seed>/, '<Seed>=kKNLKQ==</Seed>'],
    ['unsupported-algorithm', 'a token with 64 bits', '<SN>', '<Alg>0</Alg><SN>'],
    ['no-serial', 'no serial', /<SN>.*<\/SN>/, ''],
  ])('is refused: %s (%s)', async (reason, _what, from, to) => {
    const events = await readAll(text('issued').replace(from, to));
    expect(events.filter((event) => event.type !== 'warning')).toMatchObject([{ type: 'refused', line: 34, reason }]);
  });

  it('with a token twice has it once', async () => {
    const file = text('issued');
    const token = /<TKN>[\s\S]*<\/TKN>/.exec(file)?.[0] ?? '';
    const events = await readAll(file.replace(token, token + token));
    expect(events.filter((event) => event.type !== 'warning')).toMatchObject([{ type: 'token' }, { type: 'refused', reason: 'duplicate-serial-in-file' }]);
  });

  it.each([
    ['encryption-incomplete', /<Secret>.*<\/Secret>/, ''],
    ['encryption-incomplete', /<TKNHeader>[\s\S]*<\/TKNHeader>/, ''],
    ['truncated', /<TKNTrailer>[\s\S]*$/, ''],
    ['limit-exceeded', '<TKN>', `<TKN><Nickname>${'x'.repeat(70_000)}</Nickname>`],
  ])('cannot be read: %s', async (reason, from, to) => {
    expect(await failureOf(text('issued').replace(from, to))).toMatchObject({ reason });
  });
});
