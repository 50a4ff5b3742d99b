import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import type { DerivedKeys } from './derived-keys.ts';
import { KeyError } from './key-error.ts';
import { type Purpose, isMacPurpose, macPurposes, sealingPurposes } from './purposes.ts';

const KEY_BYTES = 32;
const keySchema = z.base64().length(44);

/**
 * The key-encryption key in its versions, and the root of the MAC keys. MAC keys are not rotated with it: a seed's
 * fingerprint must stay the same for as long as the seed's last counter counts.
 */
export const keyringSchema = z.strictObject({
  current: z.int().min(1).max(65_535),
  keys: z.record(z.string().regex(/^[1-9][0-9]{0,4}$/), keySchema),
  mac: keySchema,
}).refine(({ current, keys }) => String(current) in keys, 'the current version has no key');
export type Keyring = z.infer<typeof keyringSchema>;

/** A new keyring with one version. */
export function createKeyring(random: (size: number) => Buffer): Keyring {
  return { current: 1, keys: { 1: random(KEY_BYTES).toString('base64') }, mac: random(KEY_BYTES).toString('base64') };
}

/** The next version; what was sealed before stays readable and is re-sealed row by row. */
export function withNextVersion(keyring: Keyring, random: (size: number) => Buffer): Keyring {
  const next = Math.max(...Object.keys(keyring.keys).map(Number)) + 1;
  return { ...keyring, current: next, keys: { ...keyring.keys, [next]: random(KEY_BYTES).toString('base64') } };
}

export function parseKeyring(text: string, name: string): Keyring {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new KeyError('malformed', `${name} is not JSON`);
  }
  const parsed = keyringSchema.safeParse(json);
  // The issue's own message could quote key material; the path cannot.
  if (!parsed.success) throw new KeyError('malformed', `${name} is not a keyring: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
  return parsed.data;
}

/** Derives the keys of the given purposes, and of no other (HKDF-SHA256, RFC 5869). */
export function exportPurposes(keyring: Keyring, purposes: readonly Purpose[]): DerivedKeys {
  const sealing = sealingPurposes.filter((purpose) => purposes.includes(purpose)).map((purpose) => [purpose, {
    current: keyring.current,
    keys: Object.fromEntries(Object.entries(keyring.keys).map(([version, key]) => [version, derive(key, purpose)])),
  }] as const);
  const mac = purposes.filter(isMacPurpose).map((purpose) => [purpose, derive(keyring.mac, purpose)] as const);
  return { sealing: Object.fromEntries(sealing), mac: Object.fromEntries(mac) };
}

/** Names an installation by its keyring, and tells nothing about the keys: 32 hexadecimal digits, the same after a rotation. */
export function installationOf(keyring: Keyring): string {
  return Buffer.from(hkdfSync('sha256', Buffer.from(keyring.mac, 'base64'), Buffer.alloc(0), 'countersign/v1/installation', 16)).toString('hex');
}

export const allPurposes: readonly Purpose[] = [...sealingPurposes, ...macPurposes];

function derive(base64: string, purpose: Purpose): string {
  const key = hkdfSync('sha256', Buffer.from(base64, 'base64'), Buffer.alloc(0), `countersign/v1/${purpose}`, KEY_BYTES);
  return Buffer.from(key).toString('base64');
}
