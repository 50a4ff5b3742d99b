import type { AttributeDefinition } from './dictionary.ts';
import type { ValueType } from './dictionary-file.ts';
import { formatIpv4, formatIpv6 } from './ip-text.ts';
import { hexText, utf8Text } from './printable.ts';

/** Tags go from 1 to 31; 0 says "no tag" (RFC 2868 section 3.1). */
export const TAG_MAXIMUM = 0x1f;

/** A value as people read it. */
export interface FormattedValue {
  readonly text: string;
  /** 1 to 31, undefined when the value has none. */
  readonly tag: number | undefined;
}

/** "2001:db8::/32" of a reserved octet, a length and as many bytes as it needs (RFC 3162 section 2.3). */
function formatIpv6Prefix(value: Buffer): string | undefined {
  if (value.length < 2 || value.length > 18) return undefined;
  const bits = value.readUInt8(1);
  const prefix = value.subarray(2);
  if (bits > 128 || prefix.length * 8 < bits) return undefined;
  const address = Buffer.alloc(16);
  address.set(prefix);
  return `${formatIpv6(address)}/${bits}`;
}

/** "0:0:0:1" of 8 bytes (RFC 3162 section 2.2). */
function formatInterfaceId(value: Buffer): string {
  return [0, 2, 4, 6].map((offset) => value.readUInt16BE(offset).toString(16)).join(':');
}

type Formatter = (value: Buffer, definition: AttributeDefinition) => string | undefined;

/** Each gives undefined for a value that has not the form of the type. */
const FORMATTERS: Readonly<Record<ValueType, Formatter>> = {
  text: utf8Text,
  string: hexText,
  vsa: hexText,
  integer: (value, { valueNames }) => {
    if (value.length !== 4) return undefined;
    const number = value.readUInt32BE(0);
    return valueNames.get(number) ?? String(number);
  },
  time: (value) => (value.length === 4 ? new Date(value.readUInt32BE(0) * 1000).toISOString() : undefined),
  ipv4addr: (value) => (value.length === 4 ? formatIpv4(value) : undefined),
  ipv6addr: (value) => (value.length === 16 ? formatIpv6(value) : undefined),
  ipv6prefix: formatIpv6Prefix,
  ifid: (value) => (value.length === 8 ? formatInterfaceId(value) : undefined),
};

/** In a tagged integer the tag takes the place of the highest octet; in a text it comes in front (RFC 2868). */
function splitTag(definition: AttributeDefinition, value: Buffer): { tag: number | undefined; rest: Buffer } {
  const first = value[0];
  if (!definition.tagged || first === undefined || first > TAG_MAXIMUM) return { tag: undefined, rest: value };
  const rest = definition.type === 'integer' ? Buffer.from([0, ...value.subarray(1)]) : value.subarray(1);
  return { tag: first === 0 ? undefined : first, rest };
}

/**
 * Renders a value as its dictionary type says: texts with every unprintable character escaped, integers by the name of
 * the value where it has one, times as ISO 8601, bytes as "0x…". A value that has not the form of its type is
 * rendered as bytes, so that nothing is lost.
 *
 * This function does not know secrets; see `describeAttributes`.
 */
export function formatValue(definition: AttributeDefinition, value: Buffer): FormattedValue {
  const { tag, rest } = splitTag(definition, value);
  const text = FORMATTERS[definition.type](rest, definition);
  return text === undefined ? { text: hexText(value), tag: undefined } : { text, tag };
}
