/**
 * One-time passwords: HOTP (RFC 4226), TOTP (RFC 6238), OCRA (RFC 6287) and GM/T 0021 with SM3 and SM4; which
 * counters a code may belong to, which one it does belong to, and how far a token's clock has drifted.
 *
 * Pure computation: the time, the randomness and the last used counter are arguments, and nothing is stored.
 */
export { type Outcome } from './outcome.ts';
export { OtpRangeError, type OtpRangeErrorCode } from './otp-range-error.ts';
export { type OtpHash } from './otp-hash.ts';
export { COUNTER_MAXIMUM } from './counter.ts';

export {
  type CodeDigits,
  type DefinitionFault,
  GMT_PERIOD_MAXIMUM,
  type GmtDefinition,
  type HotpDefinition,
  type OtpDefinition,
  type OtpFields,
  type OtpKind,
  PERIOD_MAXIMUM,
  PERIOD_MINIMUM,
  type TimeDefinition,
  type TotpDefinition,
  defineOtp,
  isTimeDefinition,
} from './definition.ts';
export { OtpKey } from './otp-key.ts';
export {
  type RandomBytes,
  SEED_MAXIMUM_BYTES,
  SEED_MINIMUM_BYTES,
  SEED_STRONG_BYTES,
  type SeedFault,
  type SeedKind,
  type SeedWeakness,
  generateSeed,
  prepareKey,
  seedFault,
  seedWeakness,
} from './seed.ts';

export { codeAt, counterAt } from './code-at.ts';
export {
  type CounterWindow,
  type EventWindowInput,
  type TimeWindowInput,
  WINDOW_MAXIMUM,
  driftOf,
  eventWindow,
  timeWindow,
  usedEventWindow,
  usedTimeWindow,
  windowSize,
} from './windows.ts';
export { type CodeGenerator, findCounter } from './find-counter.ts';
export { type CodeMatch, classifyMiss, hasCodeShape, synchronise, verifyCode, verifyNextCode } from './verify.ts';

export { hotpCode } from './hotp.ts';
export { type GmtAlgorithm, gmtCode, isGmtAvailable } from './gmt/gmt-code.ts';
export {
  GMT_CHALLENGE_MAXIMUM,
  GMT_CHALLENGE_MINIMUM,
  GMT_EVENT_MAXIMUM,
  type GmtInput,
  type GmtInputFault,
  gmtIdentity,
} from './gmt/gmt-identity.ts';

export { type OcraDigits, type OcraSuite, type OcraSuiteFault, type QuestionFormat } from './ocra/suite.ts';
export { OCRA_SESSION_MAXIMUM_BYTES, OCRA_SUITE_MAXIMUM_LENGTH, parseOcraSuite } from './ocra/parse-suite.ts';
export { type OcraQuestion, type QuestionFault, generateQuestion, questionFault } from './ocra/question.ts';
export { type OcraInput, type OcraInputFault, hashOcraPin, ocraDataInput } from './ocra/data-input.ts';
export { type OcraAttempt, type OcraMatch, ocraResponse, ocraTimeAt, verifyOcraResponse } from './ocra/response.ts';
export { type OcraUse, type OcraUseFault, ocraUseFault } from './ocra/use.ts';
