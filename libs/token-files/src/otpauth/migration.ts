/** Accounts that an authenticator app exports in one QR code: `otpauth-migration://offline?data=`, base64 of a protobuf message. */

import { decodeBase64 } from '../text/base64.ts';
import { said } from '../detail.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { TokenHash } from '../token-record.ts';
import { fieldsOf, type Field } from './protobuf.ts';
import type { OtpauthToken } from './uri.ts';

const ADDRESS = /^otpauth-migration:\/\/offline\/?\?(?:[^#]*&)?data=([^&#]+)/i;
/** Fields of the message, and of an account in it. */
const ACCOUNT = 1;
const [SECRET, NAME, ISSUER, ALGORITHM, DIGITS, TYPE, COUNTER] = [1, 2, 3, 4, 5, 6, 7] as const;
/** By their numbers in the message; 0 is what is not given. */
const HASHES: ReadonlyMap<number, TokenHash> = new Map([[0, 'sha1'], [1, 'sha1'], [2, 'sha256'], [3, 'sha512']]);
const LENGTHS: ReadonlyMap<number, number> = new Map([[0, 6], [1, 6], [2, 8], [3, 7]]);
const TYPES: ReadonlyMap<number, 'hotp' | 'totp'> = new Map([[0, 'totp'], [1, 'hotp'], [2, 'totp']]);
/** The message has no field for it. */
const PERIOD_SECONDS = 30;

/** An account, or the reason why it is none, with what it is called. */
export interface MigratedAccount {
  readonly issuer: string | undefined;
  readonly account: string;
  /** @throws RecordRefused `no-secret`, `unsupported-hash`, `unsupported-digits`, `unsupported-token-type` */
  readonly token: () => OtpauthToken;
}

export function isMigration(text: string): boolean {
  return /^otpauth-migration:/i.test(text);
}

/** @throws RecordRefused `bad-uri` */
export function parseMigration(address: string): readonly MigratedAccount[] {
  const message = messageOf(ADDRESS.exec(address)?.[1]);
  const accounts = fieldsOf(message)?.filter(({ number }) => number === ACCOUNT);
  if (accounts === undefined || accounts.length === 0) throw new RecordRefused('bad-uri');
  return accounts.map(({ value }) => accountOf(typeof value === 'number' ? undefined : fieldsOf(value)));
}

function messageOf(data: string | undefined): Uint8Array {
  let text: string | undefined;
  try {
    text = data === undefined ? undefined : decodeURIComponent(data);
  } catch {
    text = undefined;
  }
  // Some programs write a blank for the plus, or the alphabet for addresses.
  const bytes = text === undefined ? undefined : decodeBase64(text.replaceAll(' ', '+').replaceAll('-', '+').replaceAll('_', '/'));
  if (bytes === undefined) throw new RecordRefused('bad-uri');
  return bytes;
}

function accountOf(fields: readonly Field[] | undefined): MigratedAccount {
  if (fields === undefined) throw new RecordRefused('bad-uri');
  const bytes = (wanted: number): Uint8Array | undefined => {
    const value = fields.findLast(({ number }) => number === wanted)?.value;
    return typeof value === 'number' ? undefined : value;
  };
  const number = (wanted: number): number => {
    const value = fields.findLast((field) => field.number === wanted)?.value;
    return typeof value === 'number' ? value : 0;
  };
  const text = (wanted: number): string => new TextDecoder().decode(bytes(wanted) ?? new Uint8Array()).trim();
  const name = text(NAME);
  const issuer = text(ISSUER) === '' ? undefined : text(ISSUER);
  // `Issuer:account` again, where there is an issuer already.
  const account = issuer !== undefined && name.startsWith(`${issuer}:`) ? name.slice(issuer.length + 1).trim() : name;
  return {
    issuer, account,
    token: () => {
      const seed = bytes(SECRET);
      if (seed === undefined || seed.length === 0) throw new RecordRefused('no-secret');
      const algorithm = TYPES.get(number(TYPE));
      if (algorithm === undefined) throw new RecordRefused('unsupported-token-type', said`${number(TYPE)}`);
      const hash = HASHES.get(number(ALGORITHM));
      if (hash === undefined) throw new RecordRefused('unsupported-hash', number(ALGORITHM) === 4 ? said`MD5` : said`${number(ALGORITHM)}`);
      const digits = LENGTHS.get(number(DIGITS));
      if (digits === undefined) throw new RecordRefused('unsupported-digits', said`${number(DIGITS)}`);
      return {
        algorithm, seed, account, hash, digits, ...(issuer !== undefined && { issuer }),
        ...(algorithm === 'totp' ? { period: PERIOD_SECONDS } : { counter: number(COUNTER) }),
      };
    },
  };
}
