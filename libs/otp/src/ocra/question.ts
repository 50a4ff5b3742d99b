import { type Outcome, refused, usable } from '../outcome.ts';
import { OtpRangeError } from '../otp-range-error.ts';
import type { RandomBytes } from '../seed.ts';
import type { OcraSuite, QuestionFormat } from './suite.ts';

/**
 * The challenge: one text when only one party asks (one-way challenge-response, plain signature), two when both do.
 * Then the other party's comes first and one's own second, so that nobody can reflect a response (RFC 6287
 * section 7.2): the same pair has its parts exchanged on the two sides.
 */
export type OcraQuestion = string | { readonly fromOtherParty: string; readonly own: string };

export type QuestionFault = 'question-empty' | 'question-too-long' | 'question-malformed';

/** Q takes 128 bytes in the computation, whatever was asked (RFC 6287 section 5.1). */
const QUESTION_BYTES = 128;

const CHARACTERS: Readonly<Record<QuestionFormat, string>> = {
  alphanumeric: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  numeric: '0123456789',
  hexadecimal: '0123456789abcdef',
};
const PATTERNS: Readonly<Record<QuestionFormat, RegExp>> = {
  alphanumeric: /^[0-9A-Za-z]+$/,
  numeric: /^[0-9]+$/,
  hexadecimal: /^[0-9A-Fa-f]+$/,
};

/**
 * The 128 bytes of a challenge: ASCII for alphanumeric, hexadecimal digits packed, decimal digits turned into
 * hexadecimal first; all from the left, zeros after (RFC 6287 section 5.1 and appendix A).
 *
 * A decimal challenge therefore shares its bytes with others (1 and 16, and leading zeros do not count), so what is
 * verified must be the challenge as it was issued.
 */
export function questionBytes(suite: OcraSuite, question: OcraQuestion): Outcome<Buffer, QuestionFault> {
  const parts = typeof question === 'string' ? [question] : [question.fromOtherParty, question.own];
  for (const part of parts) {
    const fault = questionFault(suite, part);
    if (fault !== undefined) return refused(fault);
  }
  const bytes = Buffer.alloc(QUESTION_BYTES);
  packed(suite.question.format, parts.join('')).copy(bytes);
  return usable(bytes);
}

/** Why one party's challenge does not fit the suite, if so. */
export function questionFault(suite: OcraSuite, question: string): QuestionFault | undefined {
  if (question === '') return 'question-empty';
  if (question.length > suite.question.maximumLength) return 'question-too-long';
  return PATTERNS[suite.question.format].test(question) ? undefined : 'question-malformed';
}

/**
 * A new challenge of the greatest length that the suite allows; each character is equally likely.
 * @throws OtpRangeError `random-length-wrong`
 */
export function generateQuestion(suite: OcraSuite, random: RandomBytes): string {
  const characters = CHARACTERS[suite.question.format];
  // Bytes from here up would make the first characters likelier than the others.
  const limit = 256 - (256 % characters.length);
  let question = '';
  while (question.length < suite.question.maximumLength) {
    const wanted = suite.question.maximumLength - question.length;
    const bytes = random(wanted);
    if (bytes.length !== wanted) {
      throw new OtpRangeError('random-length-wrong', `the random source returned ${bytes.length} bytes, not ${wanted}`);
    }
    for (const byte of bytes) {
      if (byte < limit) question += characters.charAt(byte % characters.length);
    }
  }
  return question;
}

function packed(format: QuestionFormat, question: string): Buffer {
  if (format === 'alphanumeric') return Buffer.from(question, 'ascii');
  return packedHexadecimal(format === 'numeric' ? BigInt(question).toString(16) : question);
}

function packedHexadecimal(digits: string): Buffer {
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
}
