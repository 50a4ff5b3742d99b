/** From what the operator gives (a password or a key) to the keys of one PSKC container. */

import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { findCipher, type Cipher } from '../ciphers/cipher.ts';
import { hmacHash } from '../ciphers/mac.ts';
import type { Opened } from '../ciphers/opened.ts';
import { secret, type Secret } from '../ciphers/secret.ts';
import { MAX_ENCRYPTED_BYTES } from '../limits.ts';
import { decodeBase64 } from '../text/base64.ts';
import { named, repeated, said } from '../detail.ts';
import { TokenFileError } from '../token-file-error.ts';
import type { Unlock } from '../unlock.ts';
import type { KeyDerivation, Protection } from './protection.ts';
import type { EncryptedValue } from './value.ts';

/** AES-128, which RFC 6030 section 6.1 makes mandatory; for files that leave the length of a derived key open. */
const DEFAULT_KEY_BYTES = 16;

const derive = promisify(pbkdf2);

/** The keys of a container. `proven` becomes true once something was opened that a wrong key could not have opened. */
export class ContainerKeys {
  readonly #source: 'password' | 'key';
  readonly #line: number;
  readonly encryption: Secret;
  proven = false;
  mac: { readonly hash: string; readonly key: Secret } | undefined;

  constructor(encryption: Secret, source: 'password' | 'key', line: number) {
    this.encryption = encryption;
    this.#source = source;
    this.#line = line;
  }

  /** The failure to throw when it turns out that the operator gave the wrong password or key. */
  wrong(line: number = this.#line): TokenFileError {
    return new TokenFileError(this.#source === 'password' ? 'wrong-password' : 'wrong-key', { line });
  }

  /** Opens a value with a key of the container. @throws TokenFileError `key-length` */
  open(cipher: Cipher, data: Uint8Array, line: number, iv?: Uint8Array): Opened | undefined {
    const { length } = this.encryption.bytes;
    if (!cipher.keyBytes.includes(length)) throw new TokenFileError('key-length', { line, detail: said`${length} bytes where ${named(cipher.keyBytes.join(' or '))} are needed` });
    const opened = cipher.open(this.encryption, data, iv);
    if (opened?.convincing === true) this.proven = true;
    return opened;
  }
}

/**
 * Derives or takes the encryption key and opens the MAC key.
 * @returns undefined when the operator gave nothing that fits this file
 * @throws TokenFileError `wrong-password`, `wrong-key`, `key-length`, `unsupported-cipher`, `unsupported-mac`, `encryption-incomplete`
 */
export async function unlockContainer(protection: Protection, unlock: Unlock): Promise<ContainerKeys | undefined> {
  const { derivation, line } = protection;
  const source = unlock.key === undefined ? 'password' : 'key';
  const bytes = unlock.key ?? (derivation === undefined || unlock.password === undefined ? undefined : await derivedKey(derivation, unlock.password, protection));
  if (bytes === undefined) return undefined;
  const outer = new ContainerKeys(secret(bytes), source, line);
  const keys = protection.encryptedKey === undefined ? outer : new ContainerKeys(openKey(outer, protection.encryptedKey, line), source, line);
  keys.proven = outer.proven;
  if (protection.mac !== undefined) keys.mac = macKey(keys, protection.mac, line);
  return keys;
}

function derivedKey(derivation: KeyDerivation, password: string, protection: Protection): Promise<Buffer> {
  const { salt, iterations, hash } = derivation;
  const cipher = protection.encryptedKey?.cipher ?? protection.mac?.key?.cipher;
  const keyBytes = derivation.keyBytes ?? (cipher === undefined ? undefined : findCipher(cipher)?.keyBytes[0]) ?? DEFAULT_KEY_BYTES;
  return derive(Buffer.from(password, 'utf8'), salt, iterations, keyBytes, hash);
}

/** RFC 6030 section 6.1.1; without a MACKey the encryption key is the MAC key. */
function macKey(keys: ContainerKeys, mac: NonNullable<Protection['mac']>, line: number): ContainerKeys['mac'] {
  const hash = hmacHash(mac.algorithm);
  if (hash === undefined) throw new TokenFileError('unsupported-mac', { line, detail: repeated(mac.algorithm) });
  return { hash, key: mac.key === undefined ? keys.encryption : openKey(keys, mac.key, line) };
}

function openKey(keys: ContainerKeys, value: EncryptedValue, line: number): Secret {
  const cipher = value.cipher === undefined ? undefined : findCipher(value.cipher);
  if (cipher === undefined) throw new TokenFileError('unsupported-cipher', { line, detail: repeated(value.cipher ?? 'none named') });
  const data = decodeBase64(value.cipherText);
  if (data === undefined || data.length === 0 || data.length > MAX_ENCRYPTED_BYTES) throw new TokenFileError('encryption-incomplete', { line, detail: said`encrypted key` });
  const opened = keys.open(cipher, data, line);
  if (opened === undefined || opened.plain.length === 0) throw keys.wrong(line);
  return secret(opened.plain);
}
