import { type GmtAlgorithm, isGmtAvailable } from './gmt/gmt-code.ts';
import { isOtpHash, type OtpHash } from './otp-hash.ts';
import { type Outcome, refused, usable } from './outcome.ts';

/** Code lengths of RFC 4226 section 5.3; GM/T 0021 wants six digits or more as well. */
export type CodeDigits = 6 | 7 | 8;

/** An event token: the counter moves with each code shown (RFC 4226). */
export interface HotpDefinition {
  readonly kind: 'hotp';
  readonly hash: OtpHash;
  readonly digits: CodeDigits;
}

/** What all tokens share whose counter is the number of the current time step. */
interface TimeSteps {
  /** Length of a time step in seconds (X of RFC 6238 section 4.1, Tc of GM/T 0021). */
  readonly period: number;
  /** Unix time in seconds at which step 0 began (T0 of RFC 6238 section 4.1); 0 nearly everywhere. */
  readonly t0: number;
}

/** A time token (RFC 6238). */
export interface TotpDefinition extends TimeSteps {
  readonly kind: 'totp';
  readonly hash: OtpHash;
  readonly digits: CodeDigits;
}

/** A time token of GM/T 0021-2012, neither event counter nor challenge in it. */
export interface GmtDefinition extends TimeSteps {
  readonly kind: 'gmt-sm3' | 'gmt-sm4';
  readonly digits: CodeDigits;
}

export type TimeDefinition = TotpDefinition | GmtDefinition;
/** A token whose codes follow from seed and counter alone. */
export type OtpDefinition = HotpDefinition | TimeDefinition;
export type OtpKind = OtpDefinition['kind'];

/** Shortest and longest time step in seconds that is accepted: one second, one day. */
export const PERIOD_MINIMUM = 1;
export const PERIOD_MAXIMUM = 86_400;
/** GM/T 0021-2012 section 6.2 limits the time step to a minute. */
export const GMT_PERIOD_MAXIMUM = 60;

export type DefinitionFault =
  | 'kind-unknown'
  | 'kind-unavailable'
  | 'hash-unknown'
  | 'digits-out-of-range'
  | 'period-out-of-range'
  | 't0-out-of-range';

/** A token's parameters as they lie in a file or a database row; what the kind does not use is not looked at. */
export interface OtpFields {
  readonly kind: string;
  readonly hash?: string | null | undefined;
  readonly digits: number;
  readonly period?: number | null | undefined;
  readonly t0?: number | null | undefined;
}

/**
 * Turns stored or imported parameters into a definition that every other function here can rely on.
 * Refuses by name what no code can be computed from; `kind-unavailable` means that this Node.js lacks SM3 or SM4.
 */
export function defineOtp(fields: OtpFields): Outcome<OtpDefinition, DefinitionFault> {
  switch (fields.kind) {
    case 'hotp':
      return defineHotp(fields);
    case 'totp':
      return defineTotp(fields);
    case 'gmt-sm3':
    case 'gmt-sm4':
      return defineGmt(fields.kind, fields);
    default:
      return refused('kind-unknown');
  }
}

export function isTimeDefinition(definition: OtpDefinition): definition is TimeDefinition {
  return definition.kind !== 'hotp';
}

/** The algorithm behind a GM/T kind. */
export function gmtAlgorithm(kind: GmtDefinition['kind']): GmtAlgorithm {
  return kind === 'gmt-sm3' ? 'sm3' : 'sm4';
}

function defineHotp({ hash, digits }: OtpFields): Outcome<HotpDefinition, DefinitionFault> {
  if (!isOtpHash(hash)) return refused('hash-unknown');
  if (!isCodeDigits(digits)) return refused('digits-out-of-range');
  return usable({ kind: 'hotp', hash, digits });
}

function defineTotp({ hash, digits, period, t0 }: OtpFields): Outcome<TotpDefinition, DefinitionFault> {
  if (!isOtpHash(hash)) return refused('hash-unknown');
  if (!isCodeDigits(digits)) return refused('digits-out-of-range');
  const steps = timeSteps(period, t0, PERIOD_MAXIMUM);
  return steps.ok ? usable({ kind: 'totp', hash, digits, ...steps.value }) : steps;
}

function defineGmt(kind: GmtDefinition['kind'], fields: OtpFields): Outcome<GmtDefinition, DefinitionFault> {
  const { digits, period, t0 } = fields;
  if (!isGmtAvailable(gmtAlgorithm(kind))) return refused('kind-unavailable');
  if (!isCodeDigits(digits)) return refused('digits-out-of-range');
  const steps = timeSteps(period, t0, GMT_PERIOD_MAXIMUM);
  return steps.ok ? usable({ kind, digits, ...steps.value }) : steps;
}

function timeSteps(
  period: number | null | undefined,
  t0: number | null | undefined,
  longest: number,
): Outcome<TimeSteps, DefinitionFault> {
  if (typeof period !== 'number' || !Number.isInteger(period) || period < PERIOD_MINIMUM || period > longest) {
    return refused('period-out-of-range');
  }
  const start = t0 ?? 0;
  return Number.isSafeInteger(start) ? usable({ period, t0: start }) : refused('t0-out-of-range');
}

function isCodeDigits(value: number): value is CodeDigits {
  return value === 6 || value === 7 || value === 8;
}
