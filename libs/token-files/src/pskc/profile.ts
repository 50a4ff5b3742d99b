/** Which OTP algorithm a PSKC key is for: the identifiers of RFC 6030, of its drafts and of vendors' files. */

import { tokenHash } from '../hash-name.ts';
import { MAX_NAME_CHARACTERS } from '../limits.ts';
import { parseOcraSuite, type OcraSuite } from '../ocra-suite.ts';
import { repeated, said } from '../detail.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { TokenHash } from '../token-record.ts';

export type Profile =
  | { readonly algorithm: 'hotp' | 'totp'; readonly hash: TokenHash }
  | { readonly algorithm: 'ocra'; readonly ocra: OcraSuite; readonly derived: boolean };

/** `AlgorithmParameters` (RFC 6030 section 4.3.4), or `Usage` of the drafts. */
export interface AlgorithmParameters {
  readonly suite: string | undefined;
  readonly challenge?: { readonly encoding: string | undefined; readonly max: number } | undefined;
  readonly responseDigits: number | undefined;
  readonly hasCounter: boolean;
}

const OCRA_SUITE_IN_NAME = /OCRA-1:.*$/i;
/** `hotp:HMAC-SHA-1-TRUNC-6-8` and the like: the hash after the algorithm's name in old drafts. */
const SUITE_AFTER_NAME = /^(?:hmac[-_]?)?sha[-_]?(?:1|256|512)/i;
/** Letters of RFC 6287 section 6.3 for the challenge encodings of RFC 6030 section 4.3.4. */
const QUESTION_LETTERS: ReadonlyMap<string, string> = new Map([['DECIMAL', 'N'], ['ALPHANUMERIC', 'A'], ['HEXADECIMAL', 'H']]);

/**
 * @param identifier the key's `Algorithm`; only its last part counts, since files use the URN of RFC 6030, URIs with
 *   `#hotp` of several drafts, and bare names
 * @throws RecordRefused `no-algorithm`, `unsupported-algorithm`, `pin-key`, `unsupported-hash`, `unsupported-suite`
 */
export function profileOf(identifier: string | undefined, parameters: AlgorithmParameters): Profile {
  if (identifier === undefined) throw new RecordRefused('no-algorithm');
  if (identifier.length > MAX_NAME_CHARACTERS) throw new RecordRefused('unsupported-algorithm', repeated(identifier));
  const suiteInName = OCRA_SUITE_IN_NAME.exec(identifier)?.[0];
  if (suiteInName !== undefined) return { algorithm: 'ocra', ocra: parseOcraSuite(suiteInName.toUpperCase()), derived: false };
  const [name, suiteAfterName] = lastParts(identifier);
  switch (name) {
    case 'hotp':
    case 'totp':
      return { algorithm: name, hash: hashOf(parameters.suite ?? suiteAfterName) };
    case 'ocra':
      return ocraProfile(parameters);
    case 'pin':
      throw new RecordRefused('pin-key');
    default:
      throw new RecordRefused('unsupported-algorithm', repeated(identifier));
  }
}

/** The last part of an identifier in lower case, and a hash that follows the algorithm's name. */
function lastParts(identifier: string): [name: string, suite: string | undefined] {
  const last = afterLastSeparator(identifier);
  const hash = SUITE_AFTER_NAME.exec(last)?.[0];
  if (hash === undefined) return [last.toLowerCase(), undefined];
  return [afterLastSeparator(identifier.slice(0, -last.length - 1)).toLowerCase(), hash];
}

function afterLastSeparator(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('#'), text.lastIndexOf(':'), text.lastIndexOf('/')) + 1);
}

function hashOf(suite: string | undefined): TokenHash {
  const hash = suite === undefined ? 'sha1' : tokenHash(suite);
  if (hash === undefined) throw new RecordRefused('unsupported-hash', repeated(suite ?? ''));
  return hash;
}

function ocraProfile(parameters: AlgorithmParameters): Profile {
  if (parameters.suite !== undefined) return { algorithm: 'ocra', ocra: parseOcraSuite(parameters.suite), derived: false };
  const { challenge, responseDigits, hasCounter } = parameters;
  const letter = QUESTION_LETTERS.get((challenge?.encoding ?? 'DECIMAL').toUpperCase());
  if (challenge === undefined || responseDigits === undefined || letter === undefined) throw new RecordRefused('unsupported-suite', said`none named`);
  const length = String(challenge.max).padStart(2, '0');
  return { algorithm: 'ocra', ocra: parseOcraSuite(`OCRA-1:HOTP-SHA1-${responseDigits}:${hasCounter ? 'C-' : ''}Q${letter}${length}`), derived: true };
}
