/** The form in which a PSKC file gives one value: in the clear or encrypted, with or without a MAC. */

import { descendant, child, attribute, textOf, type XmlElement } from '../xml/element.ts';

/** An encrypted value as the file gives it, not decoded yet. */
export interface EncryptedValue {
  /** Identifier of the cipher; undefined when the file names none. */
  readonly cipher: string | undefined;
  readonly cipherText: string;
}

export type FileValue =
  | { readonly form: 'plain'; readonly text: string; readonly mac: string | undefined }
  | { readonly form: 'encrypted'; readonly value: EncryptedValue; readonly mac: string | undefined }
  /** `Value` of the drafts before RFC 6030: encrypted when it has a digest and the container names a cipher. */
  | { readonly form: 'draft'; readonly text: string; readonly digest: string | undefined };

/** What the drafts call a value in `<Data Name="…">`. */
const DRAFT_NAMES: Readonly<Record<ValueName, readonly string[]>> = {
  Secret: ['secret'],
  Counter: ['counter'],
  Time: ['time'],
  TimeInterval: ['time_interval', 'timeinterval'],
  TimeDrift: ['time_drift', 'timedrift'],
};

export type ValueName = 'Secret' | 'Counter' | 'Time' | 'TimeInterval' | 'TimeDrift';

/** Finds a value of a key, as `<Data><Secret>` (RFC 6030) or `<Data Name="SECRET">` (drafts). */
export function findValue(key: XmlElement, name: ValueName): FileValue | undefined {
  for (const data of key.children) {
    if (data.name !== 'Data') continue;
    const draftName = attribute(data, 'name')?.toLowerCase();
    const element = draftName !== undefined && DRAFT_NAMES[name].includes(draftName) ? data : child(data, name);
    const value = element === undefined ? undefined : valueOf(element);
    if (value !== undefined) return value;
  }
  return undefined;
}

function valueOf(element: XmlElement): FileValue | undefined {
  const mac = textOf(child(element, 'ValueMAC'));
  const encrypted = child(element, 'EncryptedValue');
  if (encrypted !== undefined) return { form: 'encrypted', value: encryptedValue(encrypted), mac };
  const plain = textOf(child(element, 'PlainValue'));
  if (plain !== undefined) return { form: 'plain', text: plain, mac };
  const draft = textOf(child(element, 'Value'));
  if (draft !== undefined) return { form: 'draft', text: draft, digest: textOf(child(element, 'ValueDigest')) ?? mac };
  return undefined;
}

/** Reads an element of the type xenc:EncryptedData, as `EncryptedValue`, `MACKey` and `EncryptedKey` are. */
export function encryptedValue(element: XmlElement): EncryptedValue {
  const method = child(element, 'EncryptionMethod');
  return {
    // PBES2 of draft-ietf-keyprov-pskc-02 names the cipher one level deeper.
    cipher: attribute(child(method, 'EncryptionScheme'), 'algorithm') ?? attribute(method, 'algorithm'),
    cipherText: textOf(descendant(element, 'CipherData', 'CipherValue')) ?? '',
  };
}
