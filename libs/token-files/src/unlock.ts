/** What opens an encrypted file. A key goes before a password; it is also taken instead of a password's derived key. */
export interface Unlock {
  /** Of encrypted PSKC, of a software-token batch, of a file that OpenPGP encrypted under a password. */
  readonly password?: string;
  /** The key of encrypted PSKC, in binary. */
  readonly key?: Uint8Array;
  /** The OpenPGP private key that a file was encrypted for, armoured. */
  readonly privateKey?: string;
  /** Of the private key, where it has one; without it the password is tried. */
  readonly passphrase?: string;
}
