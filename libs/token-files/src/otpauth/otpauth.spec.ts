/** otpauth URIs: reading lists, writing, and the serials that labels are given. */

import * as fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { SEED, readAll, readTokens, vector } from '../spec-support.ts';
import { serialOfLabel } from './label-serial.ts';
import { formatOtpauth, parseOtpauth, type OtpauthToken } from './uri.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

async function refusal(uri: string): Promise<unknown> {
  const [event] = await readAll(`${uri}\n`, { format: 'otpauth' });
  return event?.type === 'refused' ? event.reason : event;
}

describe('lists of otpauth URIs', () => {
  it('are read with comments, in any case, with any label', async () => {
    const events = await readAll(vector('formats/authenticators.txt'));
    expect(events).toMatchObject([
      { line: 3, token: { serial: 'Example:alice@example.com', algorithm: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0, issuer: 'Example', account: 'alice@example.com', seed: SEED } },
      { line: 4, token: { serial: 'Example_Corp:bob', algorithm: 'hotp', hash: 'sha256', digits: 8, counter: 5, issuer: 'Example Corp', account: 'bob', seed: SEED } },
      { line: 5, token: { serial: expect.stringMatching(/^__:__-[0-9a-f]{8}$/), algorithm: 'totp', hash: 'sha512', period: 60, issuer: '公司', account: '张三' } },
      { line: 6, token: { serial: 'carol', account: 'carol' } },
    ]);
    expect(events[3]).not.toHaveProperty('token.issuer');
  });

  it.each([
    ['otpauth:totp/x', 'bad-uri'],
    ['otpauth://totp/%E4%B8?secret=GEZDGNBV', 'bad-uri'],
    [`otpauth://steam/x?secret=${SECRET}`, 'unsupported-token-type'],
    ['otpauth://totp/x', 'no-secret'],
    ['otpauth://totp/x?secret=', 'no-secret'],
    ['otpauth://totp/x?secret=GEZDGNB1', 'bad-secret'],
    ['otpauth://totp/x?secret=A', 'bad-secret'],
    [`otpauth://totp/x?secret=${SECRET}&algorithm=MD5`, 'unsupported-hash'],
    [`otpauth://totp/x?secret=${SECRET}&digits=10`, 'unsupported-digits'],
    [`otpauth://totp/x?secret=${SECRET}&period=0`, 'unsupported-period'],
    [`otpauth://hotp/x?secret=${SECRET}&counter=-1`, 'bad-number'],
    [`otpauth://totp/?secret=${SECRET}`, 'no-serial'],
  ])('%s', async (uri, reason) => {
    expect(await refusal(uri)).toBe(reason);
  });

  it('take the issuer parameter before the label, the first of repeated parameters, and a plus as a plus', () => {
    expect(parseOtpauth(`otpauth://totp/Old:me+x@example.com?secret=${SECRET}&issuer=New&issuer=Other&secret=AAAA`)).toMatchObject({ issuer: 'New', account: 'me+x@example.com', seed: SEED });
    expect(parseOtpauth(`otpauth://totp/Issuer%3A%20me?secret=${SECRET}`)).toMatchObject({ issuer: 'Issuer', account: 'me' });
  });

  it('keep no control characters in names', async () => {
    const [token] = await readTokens(`otpauth://totp/a%00b:c%0Ad?secret=${SECRET}\n`);
    expect(token).toMatchObject({ issuer: 'a b', account: 'c d', serial: expect.stringMatching(/^a_b:c_d-[0-9a-f]{8}$/) });
  });

  it('number tokens with one label, and refuse a repeated line', async () => {
    const line = (secret: string): string => `otpauth://totp/A:me?secret=${secret}\n`;
    const events = await readAll(line(SECRET) + line('MFRGGZDFMZTWQ2LK') + line(SECRET) + line('NBSWY3DPNBSWY3DP'));
    expect(events.map((event) => (event.type === 'token' ? event.token.serial : event.type === 'refused' ? event.reason : event))).toEqual(['A:me', 'A:me-2', 'duplicate-serial-in-file', 'A:me-3']);
    const other = 'otpauth://totp/A:me-2?secret=NBSWY3DP\n';
    expect((await readTokens(other + line(SECRET) + line('MFRGGZDFMZTWQ2LK'))).map(({ serial }) => serial)).toEqual(['A:me-2', 'A:me', 'A:me-3']);
  });
});

describe('serials of labels', () => {
  it.each([
    ['Example', 'alice@example.com', 'Example:alice@example.com'],
    [undefined, 'alice', 'alice'],
    ['Example Corp', 'al ice', 'Example_Corp:al_ice'],
  ])('%s %s', (issuer, account, serial) => {
    expect(serialOfLabel(issuer, account)).toBe(serial);
  });

  it('are ASCII, at most 64 characters, the same each time, and different for different labels', () => {
    const label = fc.tuple(fc.option(fc.string({ unit: 'grapheme', maxLength: 40 }), { nil: undefined }), fc.string({ unit: fc.constantFrom('a', ' ', '_', '-', ':', 'é', '中'), maxLength: 60 }));
    fc.assert(fc.property(label, label, (first, second) => {
      const [one, other] = [serialOfLabel(...first), serialOfLabel(...second)];
      if (one === undefined || other === undefined) return;
      expect(one).toMatch(/^[A-Za-z0-9.@+_:-]{1,55}$/);
      expect(serialOfLabel(...first)).toBe(one);
      const same = JSON.stringify(first.map((part) => part?.normalize('NFC'))) === JSON.stringify(second.map((part) => part?.normalize('NFC')));
      expect(one === other).toBe(same);
    }), { numRuns: 2_000 });
  });

  it('treat composed and decomposed letters alike', () => {
    expect(serialOfLabel(undefined, 'e\u0301')).toBe(serialOfLabel(undefined, '\u00e9'));
  });
});

describe('writing', () => {
  it('gives the form that apps scan', () => {
    expect(formatOtpauth({ algorithm: 'totp', seed: SEED, issuer: 'Example Corp', account: 'alice@example.com', hash: 'sha1', digits: 6, period: 30 }))
      .toBe(`otpauth://totp/Example%20Corp:alice%40example.com?secret=${SECRET}&issuer=Example%20Corp&algorithm=SHA1&digits=6&period=30`);
    expect(formatOtpauth({ algorithm: 'hotp', seed: SEED, account: 'bob', hash: 'sha256', digits: 8, counter: 7 }))
      .toBe(`otpauth://hotp/bob?secret=${SECRET}&algorithm=SHA256&digits=8&counter=7`);
  });

  it.each([
    ['A:B', 'x', 'otpauth://totp/A-B:x?'], ['A&issuer=B', '?secret=AAAA#', 'otpauth://totp/A%26issuer%3DB:%3Fsecret%3DAAAA%23?'],
    ['100%', 'a:b', 'otpauth://totp/100%25:a%3Ab?'], ['公司 "<b>"', '\u202ecba', 'otpauth://totp/%E5%85%AC%E5%8F%B8%20%22%3Cb%3E%22:%E2%80%AEcba?'],
    [undefined, 'a:b', 'otpauth://totp/:a%3Ab?'],
  ])('%s, %s: nothing in a name is taken for a part of the URI', (issuer, account, beginning) => {
    const uri = formatOtpauth({ algorithm: 'totp', seed: SEED, ...issuer === undefined ? {} : { issuer }, account, hash: 'sha1', digits: 6, period: 30 });
    expect(uri.slice(0, beginning.length)).toBe(beginning);
    expect(uri).toMatch(/^[\x21-\x7e]+$/);
    const { pathname, hash, searchParams } = new URL(uri); // as the browsers' own parser reads it
    expect(decodeURIComponent(pathname.slice(1)).split(':').slice(1).join(':')).toBe(account);
    expect([hash, [...searchParams.keys()].filter((name) => name !== 'issuer'), searchParams.get('issuer'), searchParams.get('secret')]).toEqual(['', ['secret', 'algorithm', 'digits', 'period'], issuer ?? null, SECRET]);
  });

  it('comes back when it is read', async () => {
    const text = fc.string({ unit: fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), fc.constantFrom(':', '&', '?', '#', '%', '=', '+', '/', "'", '"', '<', '\\', '@', ' ')), minLength: 1, maxLength: 20 })
      .map((value) => value.trim()).filter((value) => value !== '');
    const token: fc.Arbitrary<OtpauthToken> = fc.record({
      seed: fc.uint8Array({ minLength: 1, maxLength: 64 }), issuer: text, account: text,
      hash: fc.constantFrom('sha1', 'sha256', 'sha512'), digits: fc.constantFrom(6, 7, 8), number: fc.integer({ min: 1, max: 600_000 }), hotp: fc.boolean(),
    }).map(({ number, hotp, seed, issuer, account, hash, digits }) => ({
      algorithm: hotp ? 'hotp' : 'totp', seed: Buffer.from(seed), issuer, account, hash, digits, [hotp ? 'counter' : 'period']: number,
    }));
    await fc.assert(fc.asyncProperty(token, async (wanted) => {
      expect(parseOtpauth(formatOtpauth(wanted))).toEqual(wanted);
      expect(await readTokens(`${formatOtpauth(wanted)}\n`)).toHaveLength(1);
    }));
  });
});
