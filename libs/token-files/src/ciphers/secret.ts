/** Key bytes together with the key object that Node's ciphers work fastest with. */

import { createSecretKey, type KeyObject } from 'node:crypto';

export interface Secret {
  readonly bytes: Uint8Array;
  readonly object: KeyObject;
}

export function secret(bytes: Uint8Array): Secret {
  return { bytes, object: createSecretKey(bytes) };
}
