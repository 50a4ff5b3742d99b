/** What the head of a PSKC container says about its encryption and MACs (RFC 6030 section 6). */

import { findCipher } from '../ciphers/cipher.ts';
import { hmacHash } from '../ciphers/mac.ts';
import { plainName } from '../ciphers/names.ts';
import { MAX_DERIVED_KEY_BYTES, type TokenFileLimits } from '../limits.ts';
import { decodeBase64 } from '../text/base64.ts';
import { repeated, said } from '../detail.ts';
import { TokenFileError } from '../token-file-error.ts';
import { attribute, child, descendant, textOf, type XmlElement } from '../xml/element.ts';
import { encryptedValue, type EncryptedValue } from './value.ts';

/** PBKDF2 (RFC 8018 section 5.2), its numbers checked against the limits. */
export interface KeyDerivation {
  readonly salt: Buffer;
  readonly iterations: number;
  /** Undefined when the file leaves it to the cipher. */
  readonly keyBytes: number | undefined;
  /** Hash of the HMAC that is the pseudo-random function. */
  readonly hash: string;
}

export interface Protection {
  /** How a password becomes a key; undefined when the file wants a key that was exchanged beforehand. */
  readonly derivation?: KeyDerivation;
  /** A content key that is itself encrypted under the password's or the exchanged key. */
  readonly encryptedKey?: EncryptedValue;
  /** Drafts before RFC 6030 name the cipher and the IV once for all values. */
  readonly draftCipher?: string;
  readonly draftIv?: Buffer;
  readonly mac?: { readonly algorithm: string; readonly key: EncryptedValue | undefined };
  readonly line: number;
}

/** The elements of the container's head; everything else at this level is a package, a signature or an extension. */
export function isHeadElement(element: XmlElement): boolean {
  return ['EncryptionKey', 'EncryptionMethod', 'MACMethod', 'MACAlgorithm', 'DigestMethod'].includes(element.name);
}

/**
 * Reads the container's head.
 * @throws TokenFileError `encryption-incomplete`, `unsupported-key-derivation`, `limit-exceeded`
 */
export function readProtection(head: readonly XmlElement[], limits: TokenFileLimits): Protection {
  const find = (name: string): XmlElement | undefined => head.find((element) => element.name === name);
  const encryptionKey = find('EncryptionKey');
  const draftMethod = find('EncryptionMethod');
  const derivation = rfcDerivation(encryptionKey, limits) ?? draftDerivation(draftMethod, limits);
  const encryptedKey = child(encryptionKey, 'EncryptedKey');
  const draftCipher = attribute(draftMethod, 'algorithm');
  const draftIv = textOf(child(draftMethod, 'IV'));
  const mac = macMethod(find('MACMethod') ?? find('DigestMethod'), find('MACAlgorithm'));
  return {
    line: (encryptionKey ?? draftMethod)?.line ?? 1,
    ...(derivation !== undefined && { derivation }),
    ...(encryptedKey !== undefined && { encryptedKey: encryptedValue(encryptedKey) }),
    ...(draftCipher !== undefined && plainName(draftCipher) !== 'none' && { draftCipher }),
    ...(draftIv !== undefined && { draftIv: binary(draftIv, draftMethod) }),
    ...(mac !== undefined && { mac }),
  };
}

function rfcDerivation(encryptionKey: XmlElement | undefined, limits: TokenFileLimits): KeyDerivation | undefined {
  const method = descendant(encryptionKey, 'DerivedKey', 'KeyDerivationMethod');
  if (method === undefined) return undefined;
  const algorithm = attribute(method, 'algorithm') ?? '';
  if (plainName(algorithm) !== 'pbkdf2') throw new TokenFileError('unsupported-key-derivation', { line: method.line, detail: repeated(algorithm) });
  const parameters = child(method, 'PBKDF2-params');
  const prf = attribute(child(parameters, 'PRF'), 'algorithm');
  const hash = hmacHash(prf ?? 'hmac-sha1');
  if (hash === undefined) throw new TokenFileError('unsupported-key-derivation', { line: method.line, detail: repeated(prf ?? '') });
  const keyBytes = textOf(child(parameters, 'KeyLength'));
  return derivationOf({
    salt: textOf(descendant(parameters, 'Salt', 'Specified')),
    iterations: textOf(child(parameters, 'IterationCount')),
    keyBytes: keyBytes === undefined ? undefined : wholeNumber(keyBytes, method),
    hash,
  }, method, limits);
}

/** `<EncryptionMethod algorithm="PBE-3DES112-CBC"><PBESalt/><PBEIterationCount/>` of the first drafts. */
function draftDerivation(method: XmlElement | undefined, limits: TokenFileLimits): KeyDerivation | undefined {
  const salt = textOf(child(method, 'PBESalt'));
  if (method === undefined || salt === undefined) return undefined;
  const name = plainName(attribute(method, 'algorithm') ?? '');
  const keyBytes = name.includes('3des112') ? 16 : findCipher(name)?.keyBytes[0];
  return derivationOf({ salt, iterations: textOf(child(method, 'PBEIterationCount')), keyBytes, hash: 'sha1' }, method, limits);
}

interface RawDerivation {
  readonly salt: string | undefined;
  readonly iterations: string | undefined;
  readonly keyBytes: number | undefined;
  readonly hash: string;
}

function derivationOf(raw: RawDerivation, at: XmlElement, limits: TokenFileLimits): KeyDerivation {
  if (raw.salt === undefined || raw.iterations === undefined) throw new TokenFileError('encryption-incomplete', { line: at.line, detail: said`salt or iteration count` });
  const iterations = wholeNumber(raw.iterations, at);
  if (iterations > limits.pbkdf2Iterations) throw new TokenFileError('limit-exceeded', { line: at.line, detail: said`${iterations} rounds of key derivation` });
  if (raw.keyBytes !== undefined && raw.keyBytes > MAX_DERIVED_KEY_BYTES) throw new TokenFileError('limit-exceeded', { line: at.line, detail: said`derived key of ${raw.keyBytes} bytes` });
  return { salt: binary(raw.salt, at), iterations, keyBytes: raw.keyBytes, hash: raw.hash };
}

function macMethod(method: XmlElement | undefined, draftName: XmlElement | undefined): Protection['mac'] {
  const algorithm = attribute(method, 'algorithm') ?? textOf(draftName);
  if (algorithm === undefined) return undefined;
  const key = child(method, 'MACKey');
  return { algorithm, key: key === undefined ? undefined : encryptedValue(key) };
}

function wholeNumber(text: string, at: XmlElement): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new TokenFileError('encryption-incomplete', { line: at.line, detail: said`not a positive number: ${repeated(text)}` });
  return Number(text);
}

function binary(text: string, at: XmlElement | undefined): Buffer {
  const bytes = decodeBase64(text);
  if (bytes === undefined || bytes.length === 0) throw new TokenFileError('encryption-incomplete', { line: at?.line, detail: said`not base64` });
  return bytes;
}
