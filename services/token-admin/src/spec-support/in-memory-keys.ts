import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { KeyedMac, Sealer, type PurposeKeys } from '@countersign/crypto';

const key = (purpose: string): KeyObject => createSecretKey(createHash('sha256').update(`test ${purpose}`).digest());

/** Keys of every purpose, made from its name. */
export const inMemoryKeys: PurposeKeys = {
  sealer: (purpose) => new Sealer({ current: 1, keys: new Map([[1, key(purpose)]]) }),
  mac: (purpose) => new KeyedMac(key(purpose)),
};
