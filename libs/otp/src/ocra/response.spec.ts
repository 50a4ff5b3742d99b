import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { anyCharacter } from '@countersign/testing/any-character';
import * as fc from 'fast-check';
import { OtpKey } from '../otp-key.ts';
import { WINDOW_MAXIMUM } from '../windows.ts';
import { type OcraInput, hashOcraPin, ocraDataInput } from './data-input.ts';
import { parseOcraSuite } from './parse-suite.ts';
import { generateQuestion, questionFault } from './question.ts';
import { type OcraAttempt, ocraResponse, ocraTimeAt, verifyOcraResponse } from './response.ts';
import type { OcraSuite } from './suite.ts';

const seed = Buffer.from('12345678901234567890');
const key = new OtpKey(seed);

function suiteOf(text: string): OcraSuite {
  const suite = parseOcraSuite(text);
  if (!suite.ok) throw new Error(`${text}: ${suite.reason}`);
  return suite.value;
}

function responseOf(suite: OcraSuite, input: OcraInput): string {
  const response = ocraResponse(suite, key, input);
  if (!response.ok) throw new Error(response.reason);
  return response.value;
}

describe('the data that a response is computed from', () => {
  it('holds every input at its place', () => {
    const text = 'OCRA-1:HOTP-SHA256-0:C-QH08-PSHA256-S064-T20S';
    const suite = suiteOf(text);
    const pinHash = hashOcraPin('sha256', '1234');
    const session = Buffer.from('vpn.example');
    const input = { question: 'aB3', counter: 258, pinHash, session, time: 3 };
    const data = Buffer.concat([
      Buffer.from(`${text}\0`),
      Buffer.from('0000000000000102', 'hex'),
      Buffer.concat([Buffer.from('ab30', 'hex')], 128),
      pinHash,
      Buffer.alloc(64 - session.length),
      session,
      Buffer.from('0000000000000003', 'hex'),
    ]);
    expect(ocraDataInput(suite, input)).toStrictEqual({ ok: true, value: data });
    // Without truncation the whole HMAC is the response.
    expect(responseOf(suite, input)).toBe(createHmac('sha256', seed).update(data).digest('hex'));
  });

  it('leaves session information of full length as it is', () => {
    const session = Buffer.from(Array.from({ length: 64 }, (_, at) => at + 1));
    const data = ocraDataInput(suiteOf('OCRA-1:HOTP-SHA1-6:QN08-S064'), { question: '1', session });
    expect(data.ok && data.value.subarray(-64)).toStrictEqual(session);
  });

  it('packs a decimal challenge as its hexadecimal digits, from the left', () => {
    const suite = suiteOf('OCRA-1:HOTP-SHA1-6:QN64');
    const questionOf = (question: string) => {
      const data = ocraDataInput(suite, { question });
      return data.ok ? data.value.subarray(-128).toString('hex').replace(/0+$/, '') : data.reason;
    };
    expect(questionOf('22222222')).toBe('153158e');
    expect(questionOf('9'.repeat(64))).toBe((10n ** 64n - 1n).toString(16));
    expect(questionOf('00000000')).toBe('');
  });

  const plain = 'OCRA-1:HOTP-SHA1-6:QN08';
  it.each<[string, OcraInput, string]>([
    [plain, { question: '' }, 'question-empty'],
    [plain, { question: '123456789' }, 'question-too-long'],
    [plain, { question: '1234567a' }, 'question-malformed'],
    [plain, { question: '-1' }, 'question-malformed'],
    [plain, { question: '１２３' }, 'question-malformed'],
    [plain, { question: '123\n' }, 'question-malformed'],
    ['OCRA-1:HOTP-SHA1-6:QH08', { question: '12g' }, 'question-malformed'],
    ['OCRA-1:HOTP-SHA1-6:QA08', { question: 'zahl ü' }, 'question-malformed'],
    ['OCRA-1:HOTP-SHA1-6:QA08', { question: { fromOtherParty: 'ok', own: '' } }, 'question-empty'],
    ['OCRA-1:HOTP-SHA1-6:QA08', { question: { fromOtherParty: 'ABCDEFGHI', own: 'ok' } }, 'question-too-long'],
    ['OCRA-1:HOTP-SHA1-6:C-QN08', { question: '1' }, 'counter-missing'],
    ['OCRA-1:HOTP-SHA1-6:C-QN08', { question: '1', counter: -1 }, 'counter-out-of-range'],
    [plain, { question: '1', counter: 0 }, 'counter-unexpected'],
    ['OCRA-1:HOTP-SHA1-6:QN08-PSHA1', { question: '1' }, 'pin-missing'],
    ['OCRA-1:HOTP-SHA1-6:QN08-PSHA1', { question: '1', pinHash: Buffer.alloc(32) }, 'pin-hash-length-wrong'],
    [plain, { question: '1', pinHash: Buffer.alloc(20) }, 'pin-unexpected'],
    ['OCRA-1:HOTP-SHA1-6:QN08-S064', { question: '1' }, 'session-missing'],
    ['OCRA-1:HOTP-SHA1-6:QN08-S064', { question: '1', session: Buffer.alloc(65) }, 'session-too-long'],
    [plain, { question: '1', session: Buffer.alloc(64) }, 'session-unexpected'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1M', { question: '1' }, 'time-missing'],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1M', { question: '1', time: 0.5 }, 'time-out-of-range'],
    [plain, { question: '1', time: 0 }, 'time-unexpected'],
  ])('%s with %j is refused: %s', (text, input, reason) => {
    expect(ocraResponse(suiteOf(text), key, input)).toStrictEqual({ ok: false, reason });
  });
});

describe('verifying a response', () => {
  const suite = suiteOf('OCRA-1:HOTP-SHA256-8:C-QN08-T1M');

  it('finds the lowest counter and the time step within their windows', () => {
    fc.assert(fc.property(fc.nat({ max: 5 }), fc.nat({ max: 3 }), (ahead, late) => {
      const response = responseOf(suite, { question: '12345678', counter: 40 + ahead, time: 1000 + late });
      const attempt = { question: '12345678', counter: { from: 40, to: 44 }, time: { from: 1000, to: 1002 } };
      expect(verifyOcraResponse(suite, key, response, attempt)).toStrictEqual(
        ahead <= 4 && late <= 2
          ? { ok: true, value: { counter: 40 + ahead, time: 1000 + late } }
          : { ok: false, reason: 'response-wrong' },
      );
    }), { numRuns: 24 });
  });

  it('is bound to the challenge, the PIN and the session', () => {
    const bound = suiteOf('OCRA-1:HOTP-SHA1-6:QN08-PSHA1-S064');
    const input = { question: '12345678', pinHash: hashOcraPin('sha1', '1234'), session: Buffer.from('one') };
    const response = responseOf(bound, input);
    const outcome = (attempt: OcraAttempt) => verifyOcraResponse(bound, key, response, attempt).ok;
    expect(outcome(input)).toBe(true);
    expect(outcome({ ...input, question: '12345679' })).toBe(false);
    expect(outcome({ ...input, pinHash: hashOcraPin('sha1', '1235') })).toBe(false);
    expect(outcome({ ...input, session: Buffer.from('two') })).toBe(false);
  });

  it('tells the two sides of a mutual exchange apart', () => {
    const mutual = suiteOf('OCRA-1:HOTP-SHA256-8:QA08');
    const server = { question: { fromOtherParty: 'CLI22220', own: 'SRV11110' } };
    const client = { question: { fromOtherParty: 'SRV11110', own: 'CLI22220' } };
    const fromServer = responseOf(mutual, server);
    expect(verifyOcraResponse(mutual, key, fromServer, server).ok).toBe(true);
    expect(verifyOcraResponse(mutual, key, fromServer, client)).toStrictEqual({ ok: false, reason: 'response-wrong' });
  });

  it('takes an untruncated response in upper case as well', () => {
    const whole = suiteOf('OCRA-1:HOTP-SHA1-0:QN08');
    const response = responseOf(whole, { question: '7' });
    expect(response).toMatch(/^[0-9a-f]{40}$/);
    expect(verifyOcraResponse(whole, key, response.toUpperCase(), { question: '7' }).ok).toBe(true);
    expect(verifyOcraResponse(whole, key, response.slice(1), { question: '7' }).ok).toBe(false);
  });

  it('passes on why nothing can be computed', () => {
    const attempt = { question: 'x', counter: { from: 0, to: 1 }, time: { from: 0, to: 1 } };
    expect(verifyOcraResponse(suite, key, '1', attempt)).toStrictEqual({ ok: false, reason: 'question-malformed' });
  });

  it('never throws on what a person types', () => {
    const one = suiteOf('OCRA-1:HOTP-SHA1-6:QN08');
    const good = responseOf(one, { question: '1' });
    const text = fc.string({ unit: anyCharacter, maxLength: 12 });
    fc.assert(fc.property(text, text, (response, question) => {
      expect(verifyOcraResponse(one, key, response, { question: '1' }).ok).toBe(response === good);
      expect(ocraResponse(one, key, { question }).ok).toBe(questionFault(one, question) === undefined);
    }));
  });

  it('refuses windows that multiply beyond the limit', () => {
    const attempt = { question: '1', counter: { from: 0, to: 999 }, time: { from: 0, to: WINDOW_MAXIMUM / 1000 } };
    expect(() => verifyOcraResponse(suite, key, '1', attempt)).toThrow(
      expect.objectContaining({ code: 'window-out-of-range' }),
    );
  });
});

describe('the time step of a suite', () => {
  it.each([['T1S', 86_399], ['T59S', 1464], ['T5M', 287], ['T1H', 23], ['T24H', 0]] as const)('%s', (step, counted) => {
    expect(ocraTimeAt(suiteOf(`OCRA-1:HOTP-SHA1-6:QN08-${step}`), 86_399.9)).toBe(counted);
  });

  it('is absent where the suite has none', () => {
    expect(ocraTimeAt(suiteOf('OCRA-1:HOTP-SHA1-6:QN08'), 60)).toBeUndefined();
  });

  it.each([-1, Number.NaN])('does not exist at %p', (now) => {
    expect(() => ocraTimeAt(suiteOf('OCRA-1:HOTP-SHA1-6:QN08-T1M'), now)).toThrow(
      expect.objectContaining({ code: 'time-out-of-range' }),
    );
  });
});

describe('a new challenge', () => {
  it.each(['QN08', 'QN64', 'QA10', 'QH04'])('fits %s whatever the bytes are', (question) => {
    const suite = suiteOf(`OCRA-1:HOTP-SHA1-6:${question}`);
    fc.assert(fc.property(fc.infiniteStream(fc.nat({ max: 255 })), (stream) => {
      // fast-check streams may settle on one byte that is always passed over, so ordinary ones are mixed in.
      let calls = 0;
      const random = (bytes: number) => Uint8Array.from({ length: bytes }, () => {
        calls += 1;
        return calls % 2 === 0 ? calls % 200 : (stream.next().value ?? 0);
      });
      const challenge = generateQuestion(suite, random);
      expect(challenge).toHaveLength(suite.question.maximumLength);
      expect(questionFault(suite, challenge)).toBeUndefined();
    }));
  });

  it('passes over the bytes that would favour some digits', () => {
    const bytes = [255, 250, 249, 0, 19, 7];
    const random = (count: number) => Uint8Array.from({ length: count }, () => bytes.shift() ?? 0);
    expect(generateQuestion(suiteOf('OCRA-1:HOTP-SHA1-6:QN04'), random)).toBe('9097');
  });

  it('is not made from a source that delivers too little', () => {
    expect(() => generateQuestion(suiteOf('OCRA-1:HOTP-SHA1-6:QN08'), () => new Uint8Array(1))).toThrow(
      expect.objectContaining({ code: 'random-length-wrong' }),
    );
  });
});
