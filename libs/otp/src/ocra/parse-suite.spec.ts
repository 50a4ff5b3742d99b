import { describe, expect, it } from '@jest/globals';
import { anyCharacter } from '@countersign/testing/any-character';
import * as fc from 'fast-check';
import { parseOcraSuite } from './parse-suite.ts';
import { ocraUseFault } from './use.ts';

const plain = {
  kind: 'ocra',
  hash: 'sha1',
  digits: 6,
  counter: false,
  question: { format: 'numeric', maximumLength: 8 },
  pinHash: undefined,
  sessionBytes: undefined,
  period: undefined,
};

describe('parsing a suite', () => {
  it.each<[string, object]>([
    ['OCRA-1:HOTP-SHA1-6:QN08', {}],
    ['OCRA-1:HOTP-SHA512-8:C-QN08-PSHA1', { hash: 'sha512', digits: 8, counter: true, pinHash: 'sha1' }],
    ['OCRA-1:HOTP-SHA256-6:QA10-T1M', {
      hash: 'sha256', question: { format: 'alphanumeric', maximumLength: 10 }, period: 60,
    }],
    ['OCRA-1:HOTP-SHA1-4:QH8-S512', {
      digits: 4, question: { format: 'hexadecimal', maximumLength: 8 }, sessionBytes: 512,
    }],
    ['OCRA-1:HOTP-SHA512-10:C-QA64-PSHA512-S001-T59M', {
      hash: 'sha512', digits: 10, counter: true, question: { format: 'alphanumeric', maximumLength: 64 },
      pinHash: 'sha512', sessionBytes: 1, period: 3540,
    }],
    ['OCRA-1:HOTP-SHA1-0:QN04-T59S', { digits: 0, question: { format: 'numeric', maximumLength: 4 }, period: 59 }],
    ['OCRA-1:HOTP-SHA1-6:QN08-T48H', { period: 172_800 }],
    ['OCRA-1:HOTP-SHA1-6:Q-P-S-T', { pinHash: 'sha1', sessionBytes: 64, period: 60 }],
  ])('%s', (text, differences) => {
    expect(parseOcraSuite(text)).toStrictEqual({ ok: true, value: { ...plain, ...differences, text } });
  });

  it.each([0, 4, 5, 6, 7, 8, 9, 10])('accepts %d digits', (digits) => {
    expect(parseOcraSuite(`OCRA-1:HOTP-SHA1-${digits}:QN08`)).toMatchObject({ ok: true, value: { digits } });
  });

  it.each([
    ['', 'suite-malformed'],
    ['OCRA-1', 'suite-malformed'],
    ['OCRA-1:HOTP-SHA1-6', 'suite-malformed'],
    ['OCRA-1:HOTP-SHA1-6:QN08:', 'suite-malformed'],
    [`OCRA-1:HOTP-SHA1-6:QN08${'-'.repeat(64)}`, 'suite-too-long'],
    ['OCRA-2:HOTP-SHA1-6:QN08', 'algorithm-unknown'],
    ['ocra-1:HOTP-SHA1-6:QN08', 'algorithm-unknown'],
    [' OCRA-1:HOTP-SHA1-6:QN08', 'algorithm-unknown'],
    ['OCRA-1:TOTP-SHA1-6:QN08', 'crypto-function-unknown'],
    ['OCRA-1:HOTP-SHA1:QN08', 'crypto-function-unknown'],
    ['OCRA-1:HOTP-SHA1-6-6:QN08', 'crypto-function-unknown'],
    ['OCRA-1:HOTP-MD5-6:QN08', 'hash-unknown'],
    ['OCRA-1:HOTP-sha1-6:QN08', 'hash-unknown'],
    ['OCRA-1:HOTP-SHA1-3:QN08', 'digits-out-of-range'],
    ['OCRA-1:HOTP-SHA1-11:QN08', 'digits-out-of-range'],
    ['OCRA-1:HOTP-SHA1-06:QN08', 'digits-out-of-range'],
    ['OCRA-1:HOTP-SHA1-:QN08', 'digits-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:', 'input-unknown'],
    ['OCRA-1:HOTP-SHA1-6:QN08-', 'input-unknown'],
    ['OCRA-1:HOTP-SHA1-6:C1-QN08', 'input-unknown'],
    ['OCRA-1:HOTP-SHA1-6:X-QN08', 'input-unknown'],
    ['OCRA-1:HOTP-SHA1-6:c-QN08', 'input-unknown'],
    ['OCRA-1:HOTP-SHA1-6:C', 'question-missing'],
    ['OCRA-1:HOTP-SHA1-6:T1M', 'question-missing'],
    ['OCRA-1:HOTP-SHA1-6:QN08-QN08', 'input-repeated'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1M-T1M', 'input-repeated'],
    ['OCRA-1:HOTP-SHA1-6:QN08-C', 'input-out-of-order'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1M-PSHA1', 'input-out-of-order'],
    ['OCRA-1:HOTP-SHA1-6:QX08', 'question-format-unknown'],
    ['OCRA-1:HOTP-SHA1-6:Q08', 'question-format-unknown'],
    ['OCRA-1:HOTP-SHA1-6:QN', 'question-length-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN03', 'question-length-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN65', 'question-length-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN008', 'question-length-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN08-PMD5', 'pin-hash-unknown'],
    ['OCRA-1:HOTP-SHA1-6:QN08-S000', 'session-length-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN08-S64', 'session-length-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN08-S513', 'session-length-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T0M', 'time-step-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T60S', 'time-step-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T60M', 'time-step-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T0H', 'time-step-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T49H', 'time-step-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T01M', 'time-step-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1D', 'time-step-out-of-range'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1M\n', 'time-step-out-of-range'],
  ])('%j is refused: %s', (text, reason) => {
    expect(parseOcraSuite(text)).toStrictEqual({ ok: false, reason });
  });

  it('accepts every suite of the grammar', () => {
    const two = (value: number) => String(value).padStart(2, '0');
    const hash = fc.constantFrom('SHA1', 'SHA256', 'SHA512');
    const digits = fc.constantFrom('0', '4', '5', '6', '7', '8', '9', '10');
    const question = fc.tuple(fc.constantFrom('A', 'N', 'H'), fc.integer({ min: 4, max: 64 }))
      .map(([format, length]) => `Q${format}${two(length)}`);
    const session = fc.integer({ min: 1, max: 512 }).map((bytes) => `S${String(bytes).padStart(3, '0')}`);
    const step = fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 59 }), fc.constantFrom('S', 'M')),
      fc.tuple(fc.integer({ min: 1, max: 48 }), fc.constant('H')),
    ).map(([count, unit]) => `T${count}${unit}`);
    const maybe = (input: fc.Arbitrary<string>) => fc.option(input, { nil: '' });
    const pin = hash.map((name) => `P${name}`);
    const inputs = fc.tuple(maybe(fc.constant('C')), question, maybe(pin), maybe(session), maybe(step));
    fc.assert(fc.property(hash, digits, inputs, (hashName, digitCount, parts) => {
      const text = `OCRA-1:HOTP-${hashName}-${digitCount}:${parts.filter((part) => part !== '').join('-')}`;
      const [counter, , pinInput, sessionInput, time] = parts;
      const suite = parseOcraSuite(text);
      if (!suite.ok) throw new Error(`${text}: ${suite.reason}`);
      expect(suite.value.text).toBe(text);
      expect(suite.value.counter).toBe(counter !== '');
      expect(suite.value.pinHash !== undefined).toBe(pinInput !== '');
      expect(suite.value.sessionBytes !== undefined).toBe(sessionInput !== '');
      expect(suite.value.period !== undefined).toBe(time !== '');
    }));
  });

  it('never throws and never accepts a damaged suite as another text', () => {
    const good = 'OCRA-1:HOTP-SHA512-8:C-QN08-PSHA1-S064-T1M';
    fc.assert(fc.property(fc.nat({ max: good.length }), fc.string({ unit: anyCharacter, maxLength: 3 }), (at, inserted) => {
      const text = `${good.slice(0, at)}${inserted}${good.slice(at)}`;
      const suite = parseOcraSuite(text);
      expect(suite.ok ? suite.value.text : text).toBe(text);
      expect(suite.ok && !/^[\x21-\x7e]+$/.test(text)).toBe(false);
    }));
  });
});

describe('what a suite can be used for', () => {
  it.each([
    ['OCRA-1:HOTP-SHA256-8:QA08', 'server-response', undefined],
    ['OCRA-1:HOTP-SHA256-8:QA08-PSHA1', 'server-response', 'server-response-with-pin'],
    ['OCRA-1:HOTP-SHA256-8:QA08-PSHA1-S064', 'response', undefined],
    ['OCRA-1:HOTP-SHA256-8:QA08-PSHA1-T1M', 'signature', undefined],
    ['OCRA-1:HOTP-SHA256-8:QA08-S064', 'signature', 'signature-with-session'],
  ] as const)('%s as %s: %s', (text, use, fault) => {
    const suite = parseOcraSuite(text);
    expect(suite.ok && ocraUseFault(suite.value, use)).toBe(fault);
  });
});
