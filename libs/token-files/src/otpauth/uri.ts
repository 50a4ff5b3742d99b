/** otpauth URIs (the Key Uri Format of authenticator apps): reading one and writing one. */

import { checkedDigits, checkedPeriod, checkedSeed, notNegative, wholeNumber } from '../checked-numbers.ts';
import { tokenHash } from '../hash-name.ts';
import { decodeBase32, encodeBase32 } from '../text/base32.ts';
import { repeated, said } from '../detail.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { TokenHash } from '../token-record.ts';

/** The contents of an otpauth URI. */
export interface OtpauthToken {
  readonly algorithm: 'hotp' | 'totp';
  readonly seed: Uint8Array;
  readonly issuer?: string;
  readonly account: string;
  readonly hash: TokenHash;
  readonly digits: number;
  /** TOTP: seconds. */
  readonly period?: number;
  /** HOTP: the next counter value. */
  readonly counter?: number;
}

const URI = /^otpauth:\/\/([^/?]*)\/?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/is;
const DEFAULT_DIGITS = 6;
const DEFAULT_PERIOD_SECONDS = 30;

/** @throws RecordRefused `bad-uri`, `unsupported-token-type`, `unsupported-hash`, `bad-secret`, … */
export function parseOtpauth(uri: string): OtpauthToken {
  const parts = URI.exec(uri);
  if (parts === null) throw new RecordRefused('bad-uri');
  const [, type = '', label = '', query = ''] = parts;
  const algorithm = type.toLowerCase();
  if (algorithm !== 'hotp' && algorithm !== 'totp') throw new RecordRefused('unsupported-token-type', repeated(type));
  const parameters = parametersOf(query);
  const hashName = parameters.get('algorithm');
  const hash = hashName === undefined ? 'sha1' : tokenHash(hashName);
  if (hash === undefined) throw new RecordRefused('unsupported-hash', repeated(hashName ?? ''));
  const secretText = parameters.get('secret');
  if (secretText === undefined) throw new RecordRefused('no-secret');
  return {
    algorithm,
    seed: checkedSeed(decodeBase32(secretText)),
    ...nameOf(decoded(label), parameters.get('issuer')),
    hash,
    digits: checkedDigits(number(parameters.get('digits'), DEFAULT_DIGITS)),
    ...(algorithm === 'totp'
      ? { period: checkedPeriod(number(parameters.get('period'), DEFAULT_PERIOD_SECONDS)) }
      : { counter: notNegative(number(parameters.get('counter'), 0)) }),
  };
}

/** A name as it may stand in a label. Apps take what stands before the label's first colon, encoded or not, for the issuer: none of a name's own may stand there. */
export const otpauthName = (name: string): string => name.replaceAll(':', '-');

/** Writes the URI that any authenticator app scans; parameters that have their default value are written, too. */
export function formatOtpauth(token: OtpauthToken): string {
  const { issuer, account } = token;
  const prefix = issuer === undefined ? (account.includes(':') ? ':' : '') : `${encodeURIComponent(otpauthName(issuer))}:`;
  const label = `${prefix}${encodeURIComponent(account)}`;
  const parameters: [string, string][] = [
    ['secret', encodeBase32(token.seed)],
    ...(token.issuer === undefined ? [] : [['issuer', token.issuer] as [string, string]]),
    ['algorithm', token.hash.toUpperCase()],
    ['digits', String(token.digits)],
    token.algorithm === 'totp' ? ['period', String(token.period ?? DEFAULT_PERIOD_SECONDS)] : ['counter', String(token.counter ?? 0)],
  ];
  return `otpauth://${token.algorithm}/${label}?${parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}

/** Names in lower case; of repeated parameters the first holds, as in the apps. A `+` is a plus here, not a space. */
function parametersOf(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals === -1) continue;
    const name = pair.slice(0, equals).toLowerCase();
    const value = decoded(pair.slice(equals + 1)).trim();
    if (value !== '' && !parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}

/** `Issuer:Account`, the issuer parameter going before the label's. */
function nameOf(label: string, issuerParameter: string | undefined): { issuer?: string; account: string } {
  const colon = label.indexOf(':');
  const issuer = issuerParameter ?? (colon === -1 ? '' : label.slice(0, colon).trim());
  const account = label.slice(colon + 1).trim();
  return { account, ...(issuer !== '' && { issuer }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RecordRefused('bad-uri', said`percent-encoding`);
  }
}

function number(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : wholeNumber(text);
}
