import { readFileSync } from 'node:fs';

/** How a value is read (RFC 8044 section 3). `string` is any bytes, `text` is UTF-8. */
export const VALUE_TYPES = [
  'text',
  'string',
  'integer',
  'time',
  'ipv4addr',
  'ipv6addr',
  'ipv6prefix',
  'ifid',
  'vsa',
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** How a value is hidden on the wire: as RFC 2865 section 5.2 does, or with a salt as RFC 2868 section 3.5 does. */
export const ENCRYPTIONS = ['user-password', 'salt'] as const;
export type Encryption = (typeof ENCRYPTIONS)[number];

/** One attribute as a dictionary file writes it. */
export interface AttributeEntry {
  readonly number: number;
  readonly type: ValueType;
  /** A tag octet may come first (RFC 2868 section 3.1). */
  readonly tagged?: true;
  readonly encrypted?: Encryption;
  /** A password, a key, or what a password could be guessed from: never shown. */
  readonly secret?: true;
  /** Text of the form "name=value", of which some name secrets. */
  readonly pairs?: true;
  readonly values?: Readonly<Record<string, number>>;
}

/** One dictionary: the attributes of one RFC or vendor by name, and values that it adds to others' attributes. */
export interface DictionaryFile {
  readonly source: string;
  readonly vendor?: { readonly name: string; readonly id: number };
  readonly attributes: Readonly<Record<string, AttributeEntry>>;
  readonly values?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Attributes stand in an earlier file than values added to them. */
const FILES = [
  'rfc2865',
  'rfc2866',
  'rfc2867',
  'rfc2868',
  'rfc2869',
  'rfc3162',
  'rfc3580',
  'rfc4372',
  'rfc4818',
  'rfc5176',
  'microsoft',
  'cisco',
  'cisco-asa',
  'fortinet',
  'palo-alto',
  'huawei',
  'h3c',
] as const;

/** The same path from src/dictionary and from dist/dictionary. */
function read(name: string): DictionaryFile {
  const url = new URL(`../../dictionaries/${name}.json`, import.meta.url);
  // Our own data; dictionary.spec.ts checks its form.
  const file: DictionaryFile = JSON.parse(readFileSync(url, 'utf8'));
  return file;
}

/** All dictionaries of the package, in the order in which they build on each other. */
export function readDictionaryFiles(): DictionaryFile[] {
  return FILES.map((name) => read(name));
}
