/** No report repeats a seed, wherever it stands in a file, whatever the columns are called, and whoever mistyped it. */
import * as fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { couldBeSeed, repeated, said, shownSubject } from './detail.ts';
import { PASSWORD, container, readAll } from './spec-support.ts';
import { encodeBase32 } from './text/base32.ts';
import { TokenFileError } from './token-file-error.ts';
import type { ReadTokenFileOptions } from './read-token-file.ts';

/** All that leaves the reader about a file, but for the tokens that it takes: their serials alone. */
async function reportOf(file: string, options: Partial<ReadTokenFileOptions> = {}): Promise<string> {
  try {
    return (await readAll(file, options)).map((event) => (event.type === 'token' && event.token.seed.length >= 10 ? event.token.serial : event.type === 'token' ? shownSubject(event.token.serial) : JSON.stringify(event))).join('\n');
  } catch (error) {
    if (error instanceof TokenFileError) return `${error.message} ${error.stack} ${JSON.stringify(error)}`;
    throw error;
  }
}

const seeds = fc.tuple(fc.uint8Array({ minLength: 10, maxLength: 64 }), fc.constantFrom('hex', 'HEX', 'base32', 'base64', 'mistyped', 'spaced')).map(([bytes, form]) => {
  const [hex, base64] = [Buffer.from(bytes).toString('hex'), Buffer.from(bytes).toString('base64')];
  switch (form) {
    case 'HEX': return hex.toUpperCase();
    case 'base32': return encodeBase32(bytes);
    case 'base64': return base64;
    case 'mistyped': return `${hex.slice(0, 7)}O${hex.slice(8)}`;
    case 'spaced': return hex.replaceAll(/(.{4})(?=.)/g, '$1 ');
    default: return hex;
  }
});
const headers = fc.constantFrom<readonly string[]>(
  ['Ordered item', 'Teil-Nr', 'Geheim', 'Wer?'], ['Serial', 'Seed', 'User', 'Type'], ['Type', 'Serial number', 'Secret Key (HEX)', 'digits'], ['Nr 3', 'x9', 'Feld 7', '-'],
  ['*Serie!', 'Schlüssel', 'Wer & wann', '№'], ['counter', 'serial', 'period', 'key'], ['hash', 'serial', 'start', 'key'], ['用户?', '序列号', '种子', '类型'],
);
const delimiters = fc.constantFrom(',', ';', '\t', '|');
/** What stands in a row beside the seed: serial, user, type. */
const rests = fc.constantFrom<readonly string[]>(['10001', 'alice', 'totp'], ['0001234567890123', 'alice@example.com', ''], ['GALT-77', '6', '30'], ['A1', 'hotp', '2026-02-30']);

describe('a table', () => {
  it('in whatever order, under whatever header', async () => {
    await fc.assert(fc.asyncProperty(headers, fc.boolean(), seeds, rests, fc.nat(3), fc.nat(3), delimiters, fc.constantFrom(undefined, true, false), async (header, withHeader, seed, rest, place, turn, delimiter, isHeader) => {
      const names = [...header.slice(turn), ...header.slice(0, turn)];
      const row = rest.toSpliced(place, 0, seed);
      const lines = [...withHeader ? [names] : [], row, row].map((cells) => cells.join(delimiter));
      const csv = isHeader === undefined ? {} : { csv: { header: isHeader } };
      for (const format of ['auto', 'oath-csv'] as const) expect(await reportOf(`${lines.join('\n')}\n`, { format, ...csv })).not.toContain(seed);
    }), { numRuns: 400 });
  });

  it('with a header of other words asks for the columns, and says what they are called', async () => {
    const seed = '3132333435363738393031323334353637383930';
    const file = (header: string): string => `${header}\n1;4711;${seed};alice\n2;4712;${seed};bob\n`;
    for (const header of ['Ordered item;Teil-Nr;Geheim;Wer?', 'Nr.!;Teil & Nr;Geheim*;Wer?', '„Posten“;Teil-Nr;Geheim;%']) {
      expect(await reportOf(file(header))).toMatch(/^unknown-columns at line 1: /);
    }
    expect(await reportOf(file('Ordered item;Teil-Nr;Geheimnummer des Tokens;Wer?'))).toContain('Ordered item, Teil-Nr, 23 characters, Wer?');
  });

  it('whose columns are swapped is refused, and the seed is not its serial number', async () => {
    const seed = '3132333435363738393031323334353637383930';
    expect(await readAll(`serial,seed\n${seed},0001\n`)).toMatchObject([{ type: 'refused', line: 2, reason: 'bad-secret', detail: 'another column looks like the seed' }]);
    expect(await readAll(`serial,seed,user\n0001,12345678,${seed}\n`)).toMatchObject([{ serial: '0001', reason: 'bad-secret' }]);
    expect(await readAll(`serial,seed\n${seed},00012345678901234567\n`)).toMatchObject([{ reason: 'bad-serial', detail: 'it looks like the seed' }]);
  });
});

describe('other formats', () => {
  const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  it.each([
    ['otpauth, its type', `otpauth://${seed}/alice?secret=x`], ['its hash', `otpauth://totp/alice?secret=${seed}&algorithm=${seed}`], ['its digits', `otpauth://totp/alice?secret=${seed}&digits=${seed}`],
    ['its label', `otpauth://totp/${seed}?secret=!`], ['its period', `otpauth://totp/alice?secret=${seed}&period=${seed}`],
    ['key-fob text, its type', `0001 3132333435363738393031323334353637383930 2026-01-01 2030-12-31 A${seed} 6 60`],
    ['key-fob text, its digits', `0001 3132333435363738393031323334353637383930 2026-01-01 2030-12-31 totp ${seed} 60`],
    ['SafeNet records', `sccAuthenticatorId: ${seed}\nsccTokenData: sccKey=${seed};sccMode=${seed};\n`], ['their hash', `sccAuthenticatorId: 1\nsccTokenData: sccKey=00;sccMode=T;crypto=${seed};\n`],
    ['Yubico’s log', `OATH-HOTP,11.12.13 18:55,1,x,,${seed},,,0,0,0,${seed},`],
    ['PSKC, its algorithm', container(`<KeyPackage><Key Id="1" Algorithm="${seed}"><Data><Secret><PlainValue>x</PlainValue></Secret></Data></Key></KeyPackage>`)],
    ['PSKC, its counter', container(`<KeyPackage><Key Id="1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret><Counter><PlainValue>${seed}!</PlainValue></Counter></Data></Key></KeyPackage>`)],
    ['PSKC, its serial number', container(`<KeyPackage><DeviceInfo><SerialNo>${seed}</SerialNo></DeviceInfo><Key Id="1"><Data><Secret><PlainValue>x</PlainValue></Secret></Data></Key></KeyPackage>`)],
    ['XML of another kind', `<KeyContainer Version="${seed}"><KeyPackage/></KeyContainer>`], ['its encoding', `<?xml version="1.0" encoding="${seed}"?><KeyContainer/>`],
    ['SafeNet XML', `<Tokens><Token serial="${seed}"><Applications/></Token></Tokens>`], ['JSON', `{"secret":"${seed}"}`], ['text', `the secret is\n${seed}\n`],
  ])('%s', async (_, file) => {
    for (const format of ['auto', 'oath-csv'] as const) expect(await reportOf(file, { format, unlock: { password: PASSWORD } })).not.toContain(seed);
  });
});

describe('what is repeated', () => {
  it.each(['tan', 'Ordered item', 'http://www.w3.org/2001/04/xmlenc#arcfour', 'urn:ietf:params:xml:ns:keyprov:pskc:hotp', 'OCRA-1:HOTP-SHA256-9:QN02-T2H', '2031-02-30T00:00:00Z'])('%s stays', (text) => {
    expect(repeated(text)).toBe(text);
  });

  it.each([['1234567890123', '13 characters'], ['https://x.example/?secret=GEZDGNBV', '34 characters'], ['http://GEZDGNBVGY3TQOJQ', '23 characters'], ['a'.repeat(300), '300 characters']])('%s is counted', (text, count) => {
    expect(repeated(text)).toBe(count);
    expect(said`not ${repeated(text)}, ${7}`).toBe(`not ${count}, 7`);
  });

  it('of a number as of any value', () => {
    expect(said`${1_234_567_890_123_456}`).toBe('16 characters');
  });

  it.each(['10001', '2308000123456', '0001234567890123', '01890000-0000-7000-8000-000000000000', 'alice@example.com', 'Acme:kim', 'GALT-1234-AB'])('%s may be whose entry it is', (text) => {
    expect(shownSubject(text)).toBe(text);
  });

  it('any seed, in any form, could be one', () => {
    fc.assert(fc.property(seeds, (seed) => couldBeSeed(seed) || /^\d{1,19}$/.test(seed)));
  });
});
