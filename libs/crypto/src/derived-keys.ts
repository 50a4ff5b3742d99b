import { createSecretKey } from 'node:crypto';
import { z } from 'zod';
import { KeyError } from './key-error.ts';
import { KeyedMac } from './keyed-mac.ts';
import type { PurposeKeys } from './purpose-keys.ts';
import { type MacPurpose, type SealingPurpose, macPurposes, sealingPurposes } from './purposes.ts';
import { Sealer } from './sealer.ts';

const keySchema = z.base64().length(44);

/** Content of a derived-keys file: exactly the purposes that one process may use. */
export const derivedKeysSchema = z.strictObject({
  sealing: z.partialRecord(z.enum(sealingPurposes), z.strictObject({
    current: z.int().min(1).max(65_535),
    keys: z.record(z.string().regex(/^[1-9][0-9]{0,4}$/), keySchema),
  })),
  mac: z.partialRecord(z.enum(macPurposes), keySchema),
});
export type DerivedKeys = z.infer<typeof derivedKeysSchema>;

/** Purpose keys as a process holds them: prepared once. */
export class DerivedPurposeKeys implements PurposeKeys {
  private readonly sealers = new Map<SealingPurpose, Sealer>();
  private readonly macs = new Map<MacPurpose, KeyedMac>();

  constructor(derived: DerivedKeys) {
    for (const purpose of sealingPurposes) {
      const versions = derived.sealing[purpose];
      if (!versions) continue;
      const keys = new Map(Object.entries(versions.keys).map(([version, key]) => [Number(version), toKey(key)]));
      this.sealers.set(purpose, new Sealer({ current: versions.current, keys }));
    }
    for (const purpose of macPurposes) {
      const key = derived.mac[purpose];
      if (key !== undefined) this.macs.set(purpose, new KeyedMac(toKey(key)));
    }
  }

  sealer(purpose: SealingPurpose): Sealer {
    return given(this.sealers.get(purpose), purpose);
  }

  mac(purpose: MacPurpose): KeyedMac {
    return given(this.macs.get(purpose), purpose);
  }
}

function given<T>(key: T | undefined, purpose: string): T {
  if (key === undefined) throw new KeyError('purpose-not-given', `this process was given no key for "${purpose}"`);
  return key;
}

function toKey(base64: string): ReturnType<typeof createSecretKey> {
  return createSecretKey(Buffer.from(base64, 'base64'));
}
