import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { OtpKey } from '../otp-key.ts';
import { hashOcraPin, ocraDataInput } from './data-input.ts';
import { parseOcraSuite } from './parse-suite.ts';
import type { OcraQuestion } from './question.ts';
import { ocraResponse, ocraTimeAt, verifyOcraResponse } from './response.ts';

interface OcraVector {
  readonly section: string;
  readonly suite: string;
  readonly key_hex: string;
  readonly question: string;
  readonly counter?: number;
  readonly pin?: string;
  readonly pin_hash_hex?: string;
  readonly timestamp_T?: number;
  readonly data_input_hex: string;
  readonly ocra: string;
}

const { vectors }: { readonly vectors: readonly OcraVector[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../vectors/rfc6287-ocra.json'), 'utf8'),
);

/** The vectors write a pair of challenges as one text of two equal halves. */
function questionOf({ section, question }: OcraVector): OcraQuestion {
  if (!section.includes('mutual')) return question;
  const half = question.length / 2;
  return { fromOtherParty: question.slice(0, half), own: question.slice(half) };
}

describe('OCRA, RFC 6287 appendix C', () => {
  it.each(vectors)('$section $suite $question: $ocra', (vector) => {
    const parsed = parseOcraSuite(vector.suite);
    if (!parsed.ok) throw new Error(parsed.reason);
    const suite = parsed.value;
    const key = new OtpKey(Buffer.from(vector.key_hex, 'hex'));
    const pinHash = suite.pinHash === undefined ? undefined : hashOcraPin(suite.pinHash, vector.pin ?? '');
    expect(pinHash?.toString('hex')).toBe(vector.pin_hash_hex);
    const fixed = { question: questionOf(vector), pinHash };
    const { counter, timestamp_T: time } = vector;

    const data = ocraDataInput(suite, { ...fixed, counter, time });
    expect(data.ok && data.value.toString('hex')).toBe(vector.data_input_hex);
    expect(ocraResponse(suite, key, { ...fixed, counter, time })).toStrictEqual({ ok: true, value: vector.ocra });
    const match = verifyOcraResponse(suite, key, vector.ocra, {
      ...fixed,
      counter: counter === undefined ? undefined : { from: 0, to: 9 },
      time: time === undefined ? undefined : { from: time - 1, to: time + 1 },
    });
    expect(match).toStrictEqual({ ok: true, value: { counter, time } });
  });

  it('has all seventy vectors', () => {
    expect(vectors).toHaveLength(70);
  });

  it('counts the minutes to 25 March 2008, 12:06:30 GMT', () => {
    const suite = parseOcraSuite('OCRA-1:HOTP-SHA512-8:QN08-T1M');
    expect(suite.ok && ocraTimeAt(suite.value, Date.UTC(2008, 2, 25, 12, 6, 30) / 1000)).toBe(0x132d0b6);
  });
});
