/**
 * Token seed files: PSKC (RFC 6030 and its drafts), OATH CSV, otpauth URIs, key-fob seed text, software-token batches,
 * SafeNet's and Yubico's own layouts are read as streams of tokens and named refusals, inside OpenPGP as well; PSKC and otpauth URIs are written. Pure: bytes in, records out; clock and randomness are arguments.
 */

export { readTokenFile, type ReadTokenFileOptions } from './read-token-file.ts';
export { DETECTION_BYTES, detectFormat, type DetectedFormat, type TokenFileFormat, type UnsupportedFormat } from './detect-format.ts';
export { CSV_COLUMNS, type Column as CsvColumn } from './csv/header-names.ts';
export { DELIMITERS as CSV_DELIMITERS } from './csv/cells.ts';
export type { Assumed, CsvOptions } from './csv/options.ts';
export type { SeedEncoding } from './text/seed-text.ts';
export { DEFAULT_LIMITS, MAX_NAME_CHARACTERS, MAX_SEED_BYTES, MAX_SERIAL_CHARACTERS, type TokenFileLimits } from './limits.ts';
export { shownSubject, subjectOrLength, type Detail } from './detail.ts';
export { TokenFileError, type TokenFileErrorReason } from './token-file-error.ts';
export type {
  FileWarning, RecordRefusal, RefusedRecord, TokenAlgorithm, TokenFileEvent, TokenHash, TokenRecord, TokenWarning,
} from './token-record.ts';
export type { Unlock } from './unlock.ts';
export { formatOtpauth, otpauthName, type OtpauthToken } from './otpauth/uri.ts';
export { serialOfLabel } from './otpauth/label-serial.ts';
export { decodeBase32, encodeBase32 } from './text/base32.ts';
export { writePskc, type PskcProtection, type PskcToken, type PskcWriteOptions } from './pskc/write-pskc.ts';
