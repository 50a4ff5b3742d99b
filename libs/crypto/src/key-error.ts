export type KeyErrorReason =
  /** The file is not there or cannot be read. */
  | 'unreadable'
  /** Others than the owner may read it. */
  | 'permissions-too-wide'
  | 'malformed'
  /** This process was not given a key for the purpose. */
  | 'purpose-not-given'
  /** Something was sealed with a version that the keyring does not have. */
  | 'version-unknown';

/** A key cannot be used. The message names file and reason, never key material. */
export class KeyError extends Error {
  override readonly name = 'KeyError';

  constructor(readonly reason: KeyErrorReason, message: string) {
    super(message);
  }
}
