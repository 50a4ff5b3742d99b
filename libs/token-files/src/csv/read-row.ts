/** From the cells of one OATH CSV line to a token record (without its serial being checked for duplicates). */

import { checkedDigits, checkedPeriod, checkedSeed, notNegative, seedWarnings, wholeNumber } from '../checked-numbers.ts';
import { tokenHash } from '../hash-name.ts';
import { parseOcraSuite } from '../ocra-suite.ts';
import { checkedSerial } from '../serials.ts';
import { decodeBase32 } from '../text/base32.ts';
import { decodeHex } from '../text/hex.ts';
import { displayName } from '../text/keep.ts';
import { RecordRefused, printable } from '../token-file-error.ts';
import type { TokenHash, TokenRecord } from '../token-record.ts';
import type { Column, Layout } from './layout.ts';

const DEFAULT_DIGITS = 6;
const DEFAULT_PERIOD_SECONDS = 30;
/** Reads one cell; undefined when it is absent or empty. */
type Cells = (column: Column) => string | undefined;

type Code = Pick<TokenRecord, 'algorithm' | 'hash' | 'digits' | 'suite' | 'period' | 't0' | 'counter'>;

/** The serial of a row as it stands, for reports about rows that are refused. */
export function rowSerial(cells: readonly string[], layout: Layout): string | undefined {
  return cellsOf(cells, layout)('serial');
}

/** @throws RecordRefused any reason */
export function readRow(cells: readonly string[], layout: Layout): TokenRecord {
  const cell = cellsOf(cells, layout);
  if (layout.kind === 'positional' && cells.length < layout.skipped + 2) throw new RecordRefused('bad-line', `${cells.length} cells`);
  const serial = checkedSerial(cell('serial'));
  return layout.kind === 'named' ? namedRow(serial, cell) : positionalRow(serial, cells.slice(layout.skipped), cell);
}

function cellsOf(cells: readonly string[], layout: Layout): Cells {
  const indexOf = (column: Column): number | undefined => {
    if (layout.kind === 'named') return layout.columns.get(column);
    if (column === 'account') return layout.skipped > 0 ? 0 : undefined;
    return column === 'serial' ? layout.skipped : column === 'key' ? layout.skipped + 1 : undefined;
  };
  return (column) => {
    const index = indexOf(column);
    const text = index === undefined ? '' : cells[index] ?? '';
    return text === '' ? undefined : text;
  };
}

/**
 * privacyIDEA, NetIQ, PingID and IBM: `serial, key, type, digits, counter or period, hash`, everything after the key
 * optional; a number in the third cell is PingID's start counter. Keys are hexadecimal, their length tells the hash.
 */
function positionalRow(serial: string, cells: readonly string[], cell: Cells): TokenRecord {
  const [, , third = '', ...rest] = cells;
  const startCounter = /^\d+$/.test(third) && rest.every((text) => text === '') ? third : undefined;
  const type = startCounter === undefined ? typeOf(third) : 'hotp';
  // A row without a key (`-`) is of a type whose secret is elsewhere; say so before missing the key.
  const seed = keyOf(cell('key'), false);
  const code = type === 'ocra' ? ocraCode(rest[0] ?? '') : otpCode(type, {
    hash: rest[2] === undefined || rest[2] === '' ? hashOfKey(seed) : hashOf(rest[2]),
    digits: rest[0],
    period: type === 'totp' ? rest[1] : undefined,
    counter: type === 'hotp' ? startCounter ?? rest[1] : undefined,
  });
  return record(serial, seed, code, cell);
}

/** Entra ID, Deepnet SafeID and others with a header line: SHA-1 and TOTP unless a column says otherwise. */
function namedRow(serial: string, cell: Cells): TokenRecord {
  const hashOrType = cell('hash');
  const type = cell('type') === undefined ? defaultType(cell) : typeOf(cell('type') ?? '');
  const seed = keyOf(cell('key'), true);
  if (type === 'ocra') throw new RecordRefused('unsupported-suite', 'none named');
  const code = otpCode(type, {
    hash: hashOrType === undefined ? 'sha1' : hashOf(hashOrType),
    digits: cell('digits'),
    period: cell('period'),
    counter: cell('counter'),
  });
  return record(serial, seed, code, cell);
}

function defaultType(cell: Cells): 'hotp' | 'totp' {
  return cell('counter') !== undefined && cell('period') === undefined ? 'hotp' : 'totp';
}

function typeOf(text: string): 'hotp' | 'totp' | 'ocra' {
  switch (text.toLowerCase().replace(/^oath[-_ ]?/, '')) {
    case '':
    case 'hotp': return 'hotp';
    case 'totp': return 'totp';
    case 'ocra': return 'ocra';
    default: throw new RecordRefused('unsupported-token-type', printable(text));
  }
}

function keyOf(text: string | undefined, base32Too: boolean): Uint8Array {
  if (text === undefined || text === '-') throw new RecordRefused('no-secret');
  return checkedSeed(decodeHex(text) ?? (base32Too ? decodeBase32(text) : undefined));
}

/** privacyIDEA's rule: 32 and 64 bytes are keys for SHA-256 and SHA-512, everything else is SHA-1. */
function hashOfKey(seed: Uint8Array): TokenHash {
  return seed.length === 32 ? 'sha256' : seed.length === 64 ? 'sha512' : 'sha1';
}

function hashOf(text: string): TokenHash {
  const hash = tokenHash(text);
  if (hash === undefined) throw new RecordRefused('unsupported-hash', printable(text));
  return hash;
}

function ocraCode(suiteText: string): Code {
  const { suite, hash, digits, usesCounter } = parseOcraSuite(suiteText);
  return { algorithm: 'ocra', suite, hash, digits, ...(usesCounter && { counter: 0 }) };
}

interface OtpCells {
  readonly hash: TokenHash;
  readonly digits: string | undefined;
  readonly period: string | undefined;
  readonly counter: string | undefined;
}

function otpCode(algorithm: 'hotp' | 'totp', { hash, digits, period, counter }: OtpCells): Code {
  const length = checkedDigits(number(digits, DEFAULT_DIGITS));
  if (algorithm === 'totp') return { algorithm, hash, digits: length, period: checkedPeriod(number(period, DEFAULT_PERIOD_SECONDS)), t0: 0 };
  return { algorithm, hash, digits: length, counter: notNegative(number(counter, 0)) };
}

function number(text: string | undefined, otherwise: number): number {
  return text === undefined || text === '' ? otherwise : wholeNumber(text);
}

function record(serial: string, seed: Uint8Array, code: Code, cell: Cells): TokenRecord {
  const account = displayName(cell('account'));
  const manufacturer = displayName(cell('manufacturer'));
  const model = displayName(cell('model'));
  return {
    serial,
    keyId: serial,
    seed,
    ...code,
    ...(account !== undefined && { account }),
    ...(manufacturer !== undefined && { manufacturer }),
    ...(model !== undefined && { model }),
    warnings: seedWarnings(seed),
  };
}
