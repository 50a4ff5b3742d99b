/** From a PSKC key element to a token record. */

import { checkedDigits, checkedPeriod, checkedSeed, notNegative, seedWarnings, wholeNumber } from '../checked-numbers.ts';
import type { SerialRegister } from '../serials.ts';
import { decodeBase64 } from '../text/base64.ts';
import { decodeHex } from '../text/hex.ts';
import { displayName, type NameKeeper } from '../text/keep.ts';
import { repeated } from '../detail.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { TokenHash, TokenRecord, TokenWarning } from '../token-record.ts';
import { attribute, child, textOf, type XmlElement } from '../xml/element.ts';
import { integerOf } from './integer.ts';
import { claimKeySerial } from './key-serial.ts';
import type { OpenValue, ValueOpener } from './open-value.ts';
import { dateWarnings, readPolicy, type DateReader, type Policy } from './policy.ts';
import { profileOf, type AlgorithmParameters, type Profile } from './profile.ts';
import { findValue, type ValueName } from './value.ts';

/** What reading a key needs besides the key. */
export interface KeyContext {
  readonly opener: ValueOpener;
  readonly serials: SerialRegister;
  readonly names: NameKeeper;
  readonly dates: DateReader;
  readonly now: Date | undefined;
}

/** RFC 6238 section 4.1 (X), and the length that a key without ResponseFormat most likely has. */
const DEFAULT_PERIOD_SECONDS = 30;
const DEFAULT_DIGITS = 6;
const YES = new Set(['true', '1']);

/** Serial number of the device and identifier of the key, as the file gives them. */
export function namesOf(key: XmlElement, device: XmlElement | undefined): { deviceSerial: string | undefined; keyId: string | undefined } {
  return { deviceSerial: textOf(child(device, 'SerialNo')), keyId: displayName(attribute(key, 'id', 'keyid', 'secretid')) };
}

/**
 * Reads one key of a device.
 * @throws RecordRefused any reason
 * @throws TokenFileError when the key or password of the file is missing or wrong
 */
export function readKey(key: XmlElement, device: XmlElement | undefined, context: KeyContext): TokenRecord {
  const { deviceSerial, keyId } = namesOf(key, device);
  if (deviceSerial === undefined && keyId === undefined) throw new RecordRefused('no-serial');
  const parameters = child(key, 'AlgorithmParameters', 'Usage');
  const profile = profileOf(attribute(key, 'algorithm', 'keyalgorithm', 'secretalgorithm'), algorithmParameters(key, parameters));
  checkResponse(child(parameters, 'ResponseFormat'));
  const policy = readPolicy(key, device, context.dates);
  const values = readValues(key, profile, context.opener);
  const { hash, digits, suite } = codeForm(profile, parameters);
  // Last of all, so that a key that is refused leaves its serial free.
  const serial = claimKeySerial(context.serials, deviceSerial, keyId);
  const record: Mutable<TokenRecord> = {
    serial,
    algorithm: profile.algorithm,
    hash,
    digits,
    ...values.fields,
    keyId: keyId ?? serial,
    warnings: warningsOf(policy, profile, values, context.now),
  };
  if (suite !== undefined) record.suite = suite;
  if (policy.transactions !== undefined && profile.algorithm === 'hotp') {
    record.uses = policy.transactions;
    record.form = 'scratch-card';
  }
  if (policy.startsAt !== undefined) record.startsAt = policy.startsAt;
  if (policy.expiresAt !== undefined) record.expiresAt = policy.expiresAt;
  describe(record, key, device, context.names);
  return record;
}

type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

function warningsOf({ startsAt, expiresAt, transactions }: Policy, profile: Profile, values: Values, now: Date | undefined): TokenWarning[] {
  const warnings = dateWarnings(startsAt, expiresAt, now);
  if (transactions !== undefined && profile.algorithm !== 'hotp') warnings.push('transaction-limit-not-enforced');
  if (!values.integrityChecked) warnings.push('integrity-not-checked');
  if (values.hexadecimal) warnings.push('hexadecimal-seed');
  if (profile.algorithm === 'ocra' && profile.derived) warnings.push('suite-derived');
  return [...warnings, ...seedWarnings(values.fields.seed)];
}

function describe(record: Mutable<TokenRecord>, key: XmlElement, device: XmlElement | undefined, names: NameKeeper): void {
  const manufacturer = names.keep(textOf(child(device, 'Manufacturer')));
  const model = names.keep(textOf(child(device, 'Model')));
  const issuer = names.keep(textOf(child(key, 'Issuer')));
  const account = names.keep(textOf(child(key, 'UserId')) ?? textOf(child(device, 'UserId')));
  const friendlyName = names.keep(textOf(child(key, 'FriendlyName')));
  if (manufacturer !== undefined) record.manufacturer = manufacturer;
  if (model !== undefined) record.model = model;
  if (issuer !== undefined) record.issuer = issuer;
  if (account !== undefined) record.account = account;
  if (friendlyName !== undefined) record.friendlyName = friendlyName;
}

function algorithmParameters(key: XmlElement, parameters: XmlElement | undefined): AlgorithmParameters {
  const challenge = child(parameters, 'ChallengeFormat');
  const length = attribute(child(parameters, 'ResponseFormat'), 'length');
  return {
    suite: textOf(child(parameters, 'Suite')),
    challenge: challenge === undefined ? undefined : { encoding: attribute(challenge, 'encoding', 'format'), max: wholeNumber(attribute(challenge, 'max') ?? '0') },
    responseDigits: length === undefined ? undefined : wholeNumber(length),
    hasCounter: findValue(key, 'Counter') !== undefined,
  };
}

/** Codes are compared as decimal digits; a check digit (RFC 6030 section 4.3.4) would be one digit too many. */
function checkResponse(format: XmlElement | undefined): void {
  const encoding = attribute(format, 'encoding', 'format') ?? 'DECIMAL';
  if (encoding.toUpperCase() !== 'DECIMAL') throw new RecordRefused('unsupported-encoding', repeated(encoding));
  if (YES.has(attribute(format, 'checkdigits', 'checkdigit')?.toLowerCase() ?? '')) throw new RecordRefused('unsupported-check-digit');
}

function codeForm(profile: Profile, parameters: XmlElement | undefined): { hash: TokenHash; digits: number; suite?: string } {
  if (profile.algorithm === 'ocra') return profile.ocra;
  const length = attribute(child(parameters, 'ResponseFormat'), 'length');
  return { hash: profile.hash, digits: checkedDigits(length === undefined ? DEFAULT_DIGITS : wholeNumber(length)) };
}

interface Values {
  readonly fields: Pick<TokenRecord, 'seed' | 'counter' | 'period' | 't0' | 'timeDrift'>;
  readonly integrityChecked: boolean;
  /** The seed stood in the file in hexadecimal digits. */
  readonly hexadecimal: boolean;
}

/** 128 bits or more of nothing but hexadecimal digits: no base64 of a random seed ever looks like that. */
const HEXADECIMAL_SEED = /^(?:[0-9A-Fa-f]{2}){16,}$/;

function readValues(key: XmlElement, profile: Profile, opener: ValueOpener): Values {
  let integrityChecked = true;
  const open = (name: ValueName): OpenValue | undefined => {
    const value = findValue(key, name);
    if (value === undefined) return undefined;
    const opened = opener.open(name, value, key.line);
    integrityChecked &&= opened.integrityChecked;
    return opened;
  };
  const integer = (name: ValueName): number | undefined => {
    const value = open(name);
    return value === undefined ? undefined : integerOf(value);
  };
  const secretValue = open('Secret');
  if (secretValue === undefined) throw new RecordRefused('no-secret');
  const hexadecimal = secretValue.form === 'text' && HEXADECIMAL_SEED.test(secretValue.text);
  const seed = checkedSeed(secretValue.form === 'bytes' ? secretValue.bytes : hexadecimal ? decodeHex(secretValue.text) : decodeBase64(secretValue.text));
  const fields = { seed, ...movingFactor(profile, integer) };
  return { fields, integrityChecked, hexadecimal };
}

function movingFactor(profile: Profile, integer: (name: ValueName) => number | undefined): Omit<Values['fields'], 'seed'> {
  if (profile.algorithm === 'totp') {
    const timeDrift = integer('TimeDrift');
    return {
      period: checkedPeriod(integer('TimeInterval') ?? DEFAULT_PERIOD_SECONDS),
      t0: notNegative(integer('Time') ?? 0),
      ...(timeDrift !== undefined && { timeDrift }),
    };
  }
  if (profile.algorithm === 'ocra' && !profile.ocra.usesCounter) return {};
  return { counter: notNegative(integer('Counter') ?? 0) };
}
