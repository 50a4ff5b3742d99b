/** Opens the values of a PSKC key: verifies the MAC, decrypts, and tells a wrong key from a changed value. */

import { findCipher, type Cipher } from '../ciphers/cipher.ts';
import { macFits } from '../ciphers/mac.ts';
import { MAX_ENCRYPTED_BYTES } from '../limits.ts';
import { decodeBase64 } from '../text/base64.ts';
import { repeated, said } from '../detail.ts';
import { RecordRefused, TokenFileError } from '../token-file-error.ts';
import type { Protection } from './protection.ts';
import type { ContainerKeys } from './unlock.ts';
import type { FileValue, ValueName } from './value.ts';

/** A value ready to be read: text as the file had it, or decrypted bytes. */
export type OpenValue =
  | { readonly form: 'text'; readonly text: string; readonly integrityChecked: boolean }
  | { readonly form: 'bytes'; readonly bytes: Buffer; readonly integrityChecked: boolean };

/** An encrypted value with everything that is needed to open it. */
interface Sealed {
  readonly cipher: Cipher;
  readonly data: Buffer;
  readonly mac: Buffer | undefined;
  /** The drafts' `ValueDigest` may cover the plaintext; RFC 6030's `ValueMAC` covers IV and ciphertext. */
  readonly digestOfPlaintext: boolean;
  readonly iv?: Buffer;
  readonly line: number;
}

export class ValueOpener {
  readonly #protection: Protection;
  readonly #keys: ContainerKeys | undefined;
  /** The cipher of the value before; files use one for all. */
  #known: { readonly identifier: string; readonly cipher: Cipher } | undefined;

  constructor(protection: Protection, keys: ContainerKeys | undefined) {
    this.#protection = protection;
    this.#keys = keys;
  }

  /**
   * Opens one value of the key at `line`.
   * @throws RecordRefused `unsupported-cipher`, `not-decryptable`, `wrong-mac`, `mac-…`, `bad-secret`
   * @throws TokenFileError `password-needed`, `key-needed`, `wrong-password`, `wrong-key`, `key-length`
   */
  open(name: ValueName, value: FileValue, line: number): OpenValue {
    if (value.form === 'plain') {
      if (value.mac !== undefined) throw new RecordRefused('mac-on-plain-value');
      return { form: 'text', text: value.text, integrityChecked: true };
    }
    if (value.form === 'draft') return this.#openDraft(name, value.text, value.digest, line);
    return this.#openSealed({ cipher: this.#cipherOf(value.value.cipher), data: binary(value.value.cipherText), mac: macBytes(value.mac), digestOfPlaintext: false, line });
  }

  #openDraft(name: ValueName, text: string, digest: string | undefined, line: number): OpenValue {
    const { draftCipher, draftIv } = this.#protection;
    // Without encryption there is no key either, so a digest proves nothing.
    if (draftCipher === undefined) return { form: 'text', text, integrityChecked: digest === undefined };
    if (digest === undefined) {
      // The drafts leave counters in the clear beside encrypted secrets; a secret without digest would be ciphertext.
      if (name === 'Secret') throw new RecordRefused('mac-missing');
      return { form: 'text', text, integrityChecked: true };
    }
    return this.#openSealed({
      cipher: this.#cipherOf(draftCipher), data: binary(text), mac: macBytes(digest), digestOfPlaintext: true, line, ...(draftIv !== undefined && { iv: draftIv }),
    });
  }

  #cipherOf(identifier: string | undefined): Cipher {
    if (identifier !== undefined && this.#known?.identifier === identifier) return this.#known.cipher;
    const cipher = identifier === undefined ? undefined : findCipher(identifier);
    if (identifier === undefined || cipher === undefined) throw new RecordRefused('unsupported-cipher', repeated(identifier ?? 'none named'));
    this.#known = { identifier, cipher };
    return cipher;
  }

  #openSealed(sealed: Sealed): OpenValue {
    const keys = this.#keys;
    if (keys === undefined) throw new TokenFileError(this.#protection.derivation === undefined ? 'key-needed' : 'password-needed', { line: sealed.line });
    if (sealed.mac !== undefined) return { form: 'bytes', bytes: openWithMac(keys, sealed, sealed.mac), integrityChecked: true };
    if (this.#protection.mac !== undefined && !sealed.cipher.authenticated) throw new RecordRefused('mac-missing');
    const opened = keys.open(sealed.cipher, sealed.data, sealed.line, sealed.iv);
    if (opened === undefined || !opened.regular) throw undecryptable(keys, sealed);
    return { form: 'bytes', bytes: opened.plain, integrityChecked: sealed.cipher.authenticated };
  }
}

/** RFC 6030 section 6.1.1: the MAC is verified over IV and ciphertext before anything is decrypted. */
function openWithMac(keys: ContainerKeys, sealed: Sealed, mac: Buffer): Buffer {
  const method = keys.mac;
  if (method === undefined) throw new RecordRefused('mac-method-missing');
  const overCiphertext = macFits(method.hash, method.key, sealed.data, mac);
  if (overCiphertext) keys.proven = true;
  const opened = keys.open(sealed.cipher, sealed.data, sealed.line, sealed.iv);
  if (overCiphertext) {
    if (opened === undefined) throw new RecordRefused('not-decryptable');
    return opened.plain;
  }
  if (opened !== undefined && macFits(method.hash, method.key, opened.plain, mac)) {
    keys.proven = true;
    if (sealed.digestOfPlaintext) return opened.plain;
    throw new RecordRefused('mac-over-plaintext');
  }
  // One and the same answer whether padding or MAC was at fault: whoever has the key learns nothing more from it.
  if (keys.proven) throw new RecordRefused('wrong-mac');
  throw keys.wrong(sealed.line);
}

/** Without a MAC only the form of the plaintext speaks; a key that has opened another value is not the fault. */
function undecryptable(keys: ContainerKeys, sealed: Sealed): Error {
  return keys.proven ? new RecordRefused('not-decryptable') : keys.wrong(sealed.line);
}

function binary(text: string): Buffer {
  const bytes = decodeBase64(text);
  if (bytes === undefined || bytes.length === 0) throw new RecordRefused('bad-secret', said`not base64`);
  if (bytes.length > MAX_ENCRYPTED_BYTES) throw new RecordRefused('bad-secret', said`${bytes.length} bytes`);
  return bytes;
}

function macBytes(text: string | undefined): Buffer | undefined {
  if (text === undefined) return undefined;
  const bytes = decodeBase64(text);
  if (bytes === undefined) throw new RecordRefused('wrong-mac', said`not base64`);
  return bytes;
}
