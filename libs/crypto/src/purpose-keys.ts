import type { KeyedMac } from './keyed-mac.ts';
import type { MacPurpose, SealingPurpose } from './purposes.ts';
import type { Sealer } from './sealer.ts';

/** The keys that a process was given. @throws KeyError `purpose-not-given` for any other */
export interface PurposeKeys {
  sealer(purpose: SealingPurpose): Sealer;
  mac(purpose: MacPurpose): KeyedMac;
}
