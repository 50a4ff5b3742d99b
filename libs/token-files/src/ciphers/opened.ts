/** A decrypted value, and how much its form says about the key. */
export interface Opened {
  readonly plain: Buffer;
  /** False when a CBC padding is valid for XML Encryption but not for PKCS #7: about 1 wrong key in 16 gets that far. */
  readonly regular: boolean;
  /** True when a wrong key could hardly have produced this (an integrity check, or a long regular padding). */
  readonly convincing: boolean;
}
