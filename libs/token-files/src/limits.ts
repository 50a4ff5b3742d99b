/** What a file may ask of the reader. Each limit can be overridden by the caller, none can be switched off. */

export interface TokenFileLimits {
  /** Entries in one file, usable or not. Digests of a file's serials are kept to find duplicates (about 32 bytes each). */
  readonly records: number;
  /** Rounds of PBKDF2; one million take 0.1 s (SHA-1) to 0.5 s (SHA-512) of one core. */
  readonly pbkdf2Iterations: number;
  /** Nesting of XML elements; PSKC needs about 9. */
  readonly xmlDepth: number;
  /** Attributes of one XML element, namespace declarations included. */
  readonly xmlAttributes: number;
  /** Characters of one XML text, attribute, comment or other item. */
  readonly xmlItemCharacters: number;
  /** Characters of one child of the XML root, such as a KeyPackage. */
  readonly xmlPackageCharacters: number;
  /** Characters of one line in a line-based format. */
  readonly lineCharacters: number;
  /** Bytes that an OpenPGP message may decompress to. */
  readonly decompressedBytes: number;
}

export const DEFAULT_LIMITS: TokenFileLimits = {
  records: 2_000_000,
  pbkdf2Iterations: 10_000_000,
  xmlDepth: 32,
  xmlAttributes: 64,
  xmlItemCharacters: 65_536,
  xmlPackageCharacters: 1_048_576,
  lineCharacters: 8_192,
  decompressedBytes: 4_294_967_296,
};

/** Longest serial number, in characters. */
export const MAX_SERIAL_CHARACTERS = 64;
/** Longest name (manufacturer, issuer, account, …); what is longer is cut. */
export const MAX_NAME_CHARACTERS = 255;
/** Longest seed; the longest HMAC block (SHA-512) has 128 bytes. */
export const MAX_SEED_BYTES = 512;
/** Longest encrypted value: a seed, and what ciphers and key wraps add. */
export const MAX_ENCRYPTED_BYTES = MAX_SEED_BYTES + 64;
/** RFC 4226 section 4 (R6): a shared secret should have at least 128 bits. */
export const RECOMMENDED_SEED_BYTES = 16;
/** Code lengths that HOTP and TOTP tokens may have (RFC 4226 section 5.3 asks for 6 at least). */
export const MIN_DIGITS = 6;
export const MAX_DIGITS = 8;
/** Time steps in seconds; the longest seen in a real file is two days. */
export const MIN_PERIOD_SECONDS = 1;
export const MAX_PERIOD_SECONDS = 604_800;
/** Most codes of a token that has an end; a scratch card has some dozens. */
export const MAX_USES = 1_000_000;
/** Longest key that a file may ask PBKDF2 for; every PRF block of it costs all rounds again. */
export const MAX_DERIVED_KEY_BYTES = 64;
