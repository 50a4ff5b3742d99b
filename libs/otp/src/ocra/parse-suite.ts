import type { OtpHash } from '../otp-hash.ts';
import { type Outcome, refused, usable } from '../outcome.ts';
import type { OcraDigits, OcraSuite, OcraSuiteFault, QuestionFormat } from './suite.ts';

/** Longest suite text that is looked at; the longest that the grammar allows has 47 characters. */
export const OCRA_SUITE_MAXIMUM_LENGTH = 64;
/** Longest session information in bytes (RFC 6287 section 5.1). */
export const OCRA_SESSION_MAXIMUM_BYTES = 512;

const HASHES = new Map<string, OtpHash>([['SHA1', 'sha1'], ['SHA256', 'sha256'], ['SHA512', 'sha512']]);
const DIGITS = new Map<string, OcraDigits>([
  ['0', 0], ['4', 4], ['5', 5], ['6', 6], ['7', 7], ['8', 8], ['9', 9], ['10', 10],
]);
const FORMATS = new Map<string, QuestionFormat>([['A', 'alphanumeric'], ['N', 'numeric'], ['H', 'hexadecimal']]);
/** Seconds in a unit and the most units in one step (RFC 6287 section 6.3, table 3). */
const TIME_UNITS = new Map([
  ['S', { seconds: 1, most: 59 }],
  ['M', { seconds: 60, most: 59 }],
  ['H', { seconds: 3600, most: 48 }],
]);
/** The order in which inputs are named and computed (RFC 6287 sections 5.1 and 6.3). */
const INPUT_ORDER = 'CQPST';

type CryptoFunction = Pick<OcraSuite, 'hash' | 'digits'>;
type DataInputs = Pick<OcraSuite, 'counter' | 'question' | 'pinHash' | 'sessionBytes' | 'period'>;

/**
 * Parses `<Algorithm>:<CryptoFunction>:<DataInput>` (RFC 6287 section 6) to the letter: case counts, inputs stand in
 * the order of the RFC, none twice. An input without its qualifier has the RFC's default: QN08, PSHA1, S064, T1M.
 * QH8 and the like are accepted beside QH08, because the RFC's own example (section 6.4) is written so. A time step of
 * zero hours is refused (erratum 3729).
 */
export function parseOcraSuite(text: string): Outcome<OcraSuite, OcraSuiteFault> {
  if (text.length > OCRA_SUITE_MAXIMUM_LENGTH) return refused('suite-too-long');
  const [algorithm, cryptoFunction, dataInput, ...rest] = text.split(':');
  if (algorithm === undefined || cryptoFunction === undefined || dataInput === undefined || rest.length > 0) {
    return refused('suite-malformed');
  }
  if (algorithm !== 'OCRA-1') return refused('algorithm-unknown');
  const computed = parseCryptoFunction(cryptoFunction);
  if (!computed.ok) return computed;
  const inputs = parseDataInputs(dataInput);
  if (!inputs.ok) return inputs;
  return usable({ kind: 'ocra', text, ...computed.value, ...inputs.value });
}

/** `HOTP-<hash>-<digits>` (RFC 6287 section 6.2). */
function parseCryptoFunction(text: string): Outcome<CryptoFunction, OcraSuiteFault> {
  const [name, hashName, digitsText, ...rest] = text.split('-');
  if (name !== 'HOTP' || hashName === undefined || digitsText === undefined || rest.length > 0) {
    return refused('crypto-function-unknown');
  }
  const hash = HASHES.get(hashName);
  if (hash === undefined) return refused('hash-unknown');
  const digits = DIGITS.get(digitsText);
  return digits === undefined ? refused('digits-out-of-range') : usable({ hash, digits });
}

/** `[C] - Q.. - [P..] - [S..] - [T..]` (RFC 6287 section 6.3). */
function parseDataInputs(text: string): Outcome<DataInputs, OcraSuiteFault> {
  const named = inputsByLetter(text);
  if (!named.ok) return named;
  const { C, Q, P, S, T } = named.value;
  if (Q === undefined) return refused('question-missing');
  const question = parseQuestion(Q);
  if (!question.ok) return question;
  const pinHash = P === undefined ? usable(undefined) : parsePinHash(P);
  if (!pinHash.ok) return pinHash;
  const sessionBytes = S === undefined ? usable(undefined) : parseSessionBytes(S);
  if (!sessionBytes.ok) return sessionBytes;
  const period = T === undefined ? usable(undefined) : parsePeriod(T);
  if (!period.ok) return period;
  return usable({
    counter: C !== undefined,
    question: question.value,
    pinHash: pinHash.value,
    sessionBytes: sessionBytes.value,
    period: period.value,
  });
}

/** Splits the inputs into letter and qualifier and checks that they are known, ordered and single. */
function inputsByLetter(text: string): Outcome<Record<string, string | undefined>, OcraSuiteFault> {
  const qualifiers: Record<string, string | undefined> = {};
  let previous = -1;
  for (const input of text.split('-')) {
    const letter = input.slice(0, 1);
    const place = letter === '' ? -1 : INPUT_ORDER.indexOf(letter);
    if (place === -1 || (letter === 'C' && input !== 'C')) return refused('input-unknown');
    if (Object.hasOwn(qualifiers, letter)) return refused('input-repeated');
    if (place < previous) return refused('input-out-of-order');
    qualifiers[letter] = input.slice(1);
    previous = place;
  }
  return usable(qualifiers);
}

function parseQuestion(qualifier: string): Outcome<OcraSuite['question'], OcraSuiteFault> {
  if (qualifier === '') return usable({ format: 'numeric', maximumLength: 8 });
  const format = FORMATS.get(qualifier.slice(0, 1));
  if (format === undefined) return refused('question-format-unknown');
  const length = qualifier.slice(1);
  if (!/^(?:0?[4-9]|[1-5][0-9]|6[0-4])$/.test(length)) return refused('question-length-out-of-range');
  return usable({ format, maximumLength: Number(length) });
}

function parsePinHash(qualifier: string): Outcome<OtpHash, OcraSuiteFault> {
  const hash = qualifier === '' ? 'sha1' : HASHES.get(qualifier);
  return hash === undefined ? refused('pin-hash-unknown') : usable(hash);
}

function parseSessionBytes(qualifier: string): Outcome<number, OcraSuiteFault> {
  if (qualifier === '') return usable(64);
  const bytes = /^[0-9]{3}$/.test(qualifier) ? Number(qualifier) : 0;
  if (bytes < 1 || bytes > OCRA_SESSION_MAXIMUM_BYTES) return refused('session-length-out-of-range');
  return usable(bytes);
}

function parsePeriod(qualifier: string): Outcome<number, OcraSuiteFault> {
  if (qualifier === '') return usable(60);
  const [, count, unitName] = /^([1-9][0-9]?)([SMH])$/.exec(qualifier) ?? [];
  const unit = TIME_UNITS.get(unitName ?? '');
  const units = Number(count);
  return unit === undefined || units > unit.most ? refused('time-step-out-of-range') : usable(units * unit.seconds);
}
