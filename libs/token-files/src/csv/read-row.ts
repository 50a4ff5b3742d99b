/** From the cells of one OATH CSV line to a token record (without its serial being checked for duplicates). */

import { checkedDigits, checkedPeriod, checkedSeed, notNegative, seedWarnings, wholeNumber } from '../checked-numbers.ts';
import { tokenHash } from '../hash-name.ts';
import { parseOcraSuite } from '../ocra-suite.ts';
import { checkedSerial } from '../serials.ts';
import { dayAfter, parseDate, parseDay } from '../text/dates.ts';
import { displayName } from '../text/keep.ts';
import { decodeSeed, type SeedEncoding } from '../text/seed-text.ts';
import { repeated, said } from '../detail.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { TokenHash, TokenRecord } from '../token-record.ts';
import type { Column } from './header-names.ts';
import type { Layout } from './layout.ts';
import type { Assumed, CsvOptions } from './options.ts';
import { requireSeedInItsColumn } from './seed-column.ts';

const DEFAULT_DIGITS = 6;
const DEFAULT_PERIOD_SECONDS = 30;
/** Reads one cell; undefined when it is absent or empty. */
type Cells = (column: Column) => string | undefined;

const WHOLE = /^\d*$/;
/** `30s`, `60 sec`. */
const SECONDS = /\s*(?:s|secs?|seconds?|秒)$/i;
/** `OATH-TOTP`, `totp`, `time-based` … where the name of a hash could stand. */
const KIND_OF_TOKEN = /^(?:oath[-_ ]?)?(?:totp|hotp|ocra)$|^(?:time|event|counter)[-_ ]?(?:based|sync\w*)?$/i;
/** Both in one cell: `TOTP-SHA1`, `HOTP_HmacSHA256`. */
const KIND_AND_HASH = /^(?:oath[-_ ]?)?(totp|hotp)[-_ ]?((?:hmac[-_ ]?)?sha.*)$/i;

type Code = Pick<TokenRecord, 'algorithm' | 'hash' | 'digits' | 'suite' | 'period' | 't0' | 'counter'>;

/** The serial of a row as it stands, for reports about rows that are refused. */
export function rowSerial(cells: readonly string[], layout: Layout): string | undefined {
  return cellsOf(cells, layout)('serial');
}

/**
 * The type that is taken for a row which says nothing about it, nor the operator: event tokens without a header, as
 * privacyIDEA has it, else time tokens.
 */
export function assumedType(cells: readonly string[], layout: Layout, { assume }: CsvOptions): 'hotp' | 'totp' | undefined {
  if (assume?.algorithm !== undefined) return undefined;
  if (layout.kind === 'positional') return (cells[layout.skipped + 2] ?? '') === '' ? 'hotp' : undefined;
  const cell = cellsOf(cells, layout);
  const isSaid = cell('type') !== undefined || cell('period') !== undefined || cell('counter') !== undefined || algorithmOf(cell('hash')).kind !== undefined;
  return isSaid ? undefined : 'totp';
}

/** @throws RecordRefused any reason */
export function readRow(cells: readonly string[], layout: Layout, { assume = {}, seedEncoding }: CsvOptions): TokenRecord {
  const cell = cellsOf(cells, layout);
  if (layout.kind === 'positional' && cells.length < layout.skipped + 2) throw new RecordRefused('bad-line', said`${cells.length} cells`);
  const serial = checkedSerial(cell('serial'));
  const encoding = seedEncoding ?? (layout.kind === 'named' ? layout.encoding : 'auto');
  const token = layout.kind === 'named' ? namedRow(serial, cell, encoding, assume) : positionalRow(serial, cells.slice(layout.skipped), cell, encoding, assume);
  requireSeedInItsColumn(token, cells);
  return token;
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
 * privacyIDEA, NetIQ, PingID, IBM and Duo: `serial, key, type, digits, counter or period, hash`, everything after the
 * key optional; a number in the third cell is a start counter, of time tokens the period. The key's length tells the hash.
 */
function positionalRow(serial: string, cells: readonly string[], cell: Cells, encoding: SeedEncoding, assume: Assumed): TokenRecord {
  const [, , third = '', ...rest] = cells;
  const lone = /^\d+$/.test(third) && rest.every((text) => text === '') ? third : undefined;
  const type = lone !== undefined || third === '' ? assume.algorithm ?? 'hotp' : typeOf(third);
  // A row without a key (`-`) is of a type whose secret is elsewhere; say so before missing the key.
  const seed = keyOf(cell('key'), encoding);
  const code = type === 'ocra' ? ocraCode(rest[0] ?? '') : otpCode(type, {
    hash: rest[2] === undefined || rest[2] === '' ? assume.hash ?? hashOfKey(seed) : hashOf(rest[2]),
    digits: rest[0],
    period: type === 'totp' ? lone ?? rest[1] : undefined,
    counter: type === 'hotp' ? lone ?? rest[1] : undefined,
  }, assume);
  return record(serial, seed, code, cell);
}

/** Entra ID, Deepnet SafeID and others with a header line: SHA-1 and TOTP unless a column or the operator says otherwise. */
function namedRow(serial: string, cell: Cells, encoding: SeedEncoding, assume: Assumed): TokenRecord {
  const { kind, hashName } = algorithmOf(cell('hash'));
  const typeText = cell('type') ?? kind;
  const type = typeText === undefined ? assume.algorithm ?? defaultType(cell) : typeOf(typeText);
  const seed = keyOf(cell('key'), encoding);
  if (type === 'ocra') throw new RecordRefused('unsupported-suite', said`none named`);
  const code = otpCode(type, {
    hash: hashName === undefined ? assume.hash ?? 'sha1' : hashOf(hashName),
    digits: cell('digits'),
    period: cell('period'),
    counter: cell('counter'),
  }, assume);
  return record(serial, seed, code, cell);
}

/** What a column `algorithm` names: the hash, in some files the kind of token, in some both. */
function algorithmOf(text: string | undefined): { readonly kind?: string | undefined; readonly hashName?: string | undefined } {
  if (text === undefined) return {};
  if (KIND_OF_TOKEN.test(text)) return { kind: text };
  const [, kind, hashName = text] = KIND_AND_HASH.exec(text) ?? [];
  return { kind, hashName };
}

function defaultType(cell: Cells): 'hotp' | 'totp' {
  return cell('counter') !== undefined && cell('period') === undefined ? 'hotp' : 'totp';
}

function typeOf(text: string): 'hotp' | 'totp' | 'ocra' {
  switch (text.toLowerCase().replace(/^oath[-_ ]?/, '')) {
    case '':
    case 'hotp':
    case 'event':
    case 'event-based':
    case 'event based':
    case 'counter':
    case 'counter-based':
    case '事件':
    case '事件型': return 'hotp';
    case 'totp':
    case 'time':
    case 'time-based':
    case 'time based':
    case 'timebased':
    case '时间':
    case '时间型': return 'totp';
    case 'ocra': return 'ocra';
    default: throw new RecordRefused('unsupported-token-type', repeated(text));
  }
}

function keyOf(text: string | undefined, encoding: SeedEncoding): Uint8Array {
  if (text === undefined || text === '-') throw new RecordRefused('no-secret');
  return checkedSeed(decodeSeed(text, encoding));
}

/** privacyIDEA's rule: 32 and 64 bytes are keys for SHA-256 and SHA-512, everything else is SHA-1. */
function hashOfKey(seed: Uint8Array): TokenHash {
  return seed.length === 32 ? 'sha256' : seed.length === 64 ? 'sha512' : 'sha1';
}

function hashOf(text: string): TokenHash {
  const hash = tokenHash(text);
  if (hash === undefined) throw new RecordRefused('unsupported-hash', repeated(text));
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

function otpCode(algorithm: 'hotp' | 'totp', { hash, digits, period, counter }: OtpCells, assume: Assumed): Code {
  const length = checkedDigits(number(digits, assume.digits ?? DEFAULT_DIGITS));
  if (algorithm === 'totp') return { algorithm, hash, digits: length, period: checkedPeriod(number(period === undefined || WHOLE.test(period) ? period : period.replace(SECONDS, ''), assume.period ?? DEFAULT_PERIOD_SECONDS)), t0: 0 };
  return { algorithm, hash, digits: length, counter: notNegative(number(counter, 0)) };
}

function number(text: string | undefined, otherwise: number): number {
  return text === undefined || text === '' ? otherwise : wholeNumber(text);
}

function record(serial: string, seed: Uint8Array, code: Code, cell: Cells): TokenRecord {
  const account = displayName(cell('account'));
  const manufacturer = displayName(cell('manufacturer'));
  const model = displayName(cell('model'));
  const startsAt = dayOf(cell('start'));
  const lastDay = dayOf(cell('end'));
  return {
    serial,
    keyId: serial,
    seed,
    ...code,
    ...(account !== undefined && { account }),
    ...(manufacturer !== undefined && { manufacturer }),
    ...(model !== undefined && { model }),
    ...(startsAt !== undefined && { startsAt }),
    ...(lastDay !== undefined && { expiresAt: dayAfter(lastDay) }),
    warnings: seedWarnings(seed),
  };
}

/** A day, or the day of a moment; days with the month in front are those of the first PSKC drafts. */
function dayOf(text: string | undefined): Date | undefined {
  if (text === undefined || text === '-') return undefined;
  const day = parseDay(text) ?? parseDate(text);
  if (day === undefined) throw new RecordRefused('bad-date', repeated(text));
  return day;
}
