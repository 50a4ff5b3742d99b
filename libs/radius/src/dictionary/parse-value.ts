import { type Outcome, refused, usable } from '../outcome.ts';
import type { AttributeDefinition } from './dictionary.ts';
import type { ValueType } from './dictionary-file.ts';
import { parseIpv4, parseIpv6 } from './ip-text.ts';

export type ValueFault =
  /** Not what the attribute's type asks for. */
  | 'value-invalid'
  /** Neither a number nor a name of the dictionary. */
  | 'value-unknown';

const HEX_TEXT = /^0x(?:[\da-f]{2})*$/i;
const DECIMAL_TEXT = /^\d{1,10}$/;
const INTEGER_MAXIMUM = 0xff_ff_ff_ff;
const INTERFACE_ID_TEXT = /^[\da-f]{1,4}(?::[\da-f]{1,4}){3}$/i;
/** With its zone: without one the reader's own would decide. */
const UTC_TEXT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;
const PREFIX_LENGTH_TEXT = /^\d{1,3}$/;

/** The bytes of "0x0a0b"; undefined for any other text. */
export function parseHex(text: string): Buffer | undefined {
  return HEX_TEXT.test(text) ? Buffer.from(text.slice(2), 'hex') : undefined;
}

function parseNumber(text: string): number | undefined {
  const number = DECIMAL_TEXT.test(text) ? Number(text) : Number.NaN;
  return number <= INTEGER_MAXIMUM ? number : undefined;
}

function encodeInteger(number: number): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(number);
  return value;
}

function parseTime(text: string): Buffer | undefined {
  const seconds = UTC_TEXT.test(text) ? Math.floor(Date.parse(text) / 1000) : (parseNumber(text) ?? Number.NaN);
  return seconds >= 0 && seconds <= INTEGER_MAXIMUM ? encodeInteger(seconds) : undefined;
}

function parseInterfaceId(text: string): Buffer | undefined {
  if (!INTERFACE_ID_TEXT.test(text)) return undefined;
  return Buffer.from(text.split(':').map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function parseIpv6Prefix(text: string): Buffer | undefined {
  const [address = '', length = '', ...rest] = text.split('/');
  const bytes = parseIpv6(address);
  const bits = PREFIX_LENGTH_TEXT.test(length) ? Number(length) : Number.NaN;
  if (bytes === undefined || rest.length > 0 || !(bits <= 128)) return undefined;
  // RFC 3162 section 2.3: bits outside of the prefix must be zero.
  const beyond = (1n << BigInt(128 - bits)) - 1n;
  if ((BigInt(`0x${bytes.toString('hex')}`) & beyond) !== 0n) return undefined;
  return Buffer.concat([Buffer.of(0, bits), bytes.subarray(0, Math.ceil(bits / 8))]);
}

type Parser = (text: string, definition: AttributeDefinition) => Buffer | undefined;

const PARSERS: Readonly<Record<ValueType, Parser>> = {
  text: (text) => Buffer.from(text, 'utf8'),
  string: (text) => parseHex(text) ?? Buffer.from(text, 'utf8'),
  vsa: parseHex,
  integer: (text, { valueNumbers }) => {
    const number = valueNumbers.get(text.toLowerCase()) ?? parseNumber(text);
    return number === undefined ? undefined : encodeInteger(number);
  },
  time: parseTime,
  ipv4addr: parseIpv4,
  ipv6addr: parseIpv6,
  ipv6prefix: parseIpv6Prefix,
  ifid: parseInterfaceId,
};

/** Reads the text of a value as its dictionary type says; the counterpart of `formatValue`, without tags. */
export function parseValue(definition: AttributeDefinition, text: string): Outcome<Buffer, ValueFault> {
  const value = PARSERS[definition.type](text, definition);
  if (value !== undefined) return usable(value);
  return refused(definition.type === 'integer' ? 'value-unknown' : 'value-invalid');
}
