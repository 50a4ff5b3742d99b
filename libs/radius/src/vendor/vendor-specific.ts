import { type Outcome, refused, usable } from '../outcome.ts';
import { AttributeType } from '../packet/attribute-type.ts';
import { ATTRIBUTE_HEADER_BYTES, ATTRIBUTE_VALUE_MAXIMUM_BYTES } from '../packet/limits.ts';
import type { AttributeInput, Packet } from '../packet/packet.ts';

const VENDOR_ID_BYTES = 4;
/** RFC 2865 section 5.26: the high-order octet of Vendor-Id is 0. */
const VENDOR_ID_MAXIMUM = 0xff_ff_ff;
/** Longest value of a vendor attribute that stands alone in its Vendor-Specific. */
export const VENDOR_VALUE_MAXIMUM_BYTES = ATTRIBUTE_VALUE_MAXIMUM_BYTES - VENDOR_ID_BYTES - ATTRIBUTE_HEADER_BYTES;

/** One attribute inside a Vendor-Specific. */
export interface VendorAttribute {
  readonly type: number;
  readonly value: Buffer;
}

/** What a Vendor-Specific attribute holds. */
export type VendorSpecific =
  | { readonly form: 'attributes'; readonly vendorId: number; readonly attributes: readonly VendorAttribute[] }
  /** The vendor is known but its part is no list of attributes; RFC 2865 allows any form. */
  | { readonly form: 'opaque'; readonly vendorId: number; readonly content: Buffer }
  /** Too short for a vendor, or with an impossible one. */
  | { readonly form: 'malformed'; readonly content: Buffer };

/** The attributes that fill `content` exactly, undefined if none or if one of them overruns. */
function readAttributes(content: Buffer): VendorAttribute[] | undefined {
  const attributes: VendorAttribute[] = [];
  let offset = 0;
  while (offset < content.length) {
    if (offset + ATTRIBUTE_HEADER_BYTES > content.length) return undefined;
    const end = offset + content.readUInt8(offset + 1);
    if (end < offset + ATTRIBUTE_HEADER_BYTES || end > content.length) return undefined;
    attributes.push({
      type: content.readUInt8(offset),
      value: content.subarray(offset + ATTRIBUTE_HEADER_BYTES, end),
    });
    offset = end;
  }
  return attributes.length === 0 ? undefined : attributes;
}

/**
 * Opens the value of a Vendor-Specific attribute (RFC 2865 section 5.26). One may hold several vendor attributes.
 * Content that is not wholly made of them is handed back as it is: no half of it is believed, and nothing is lost.
 */
export function readVendorSpecific(value: Buffer): VendorSpecific {
  if (value.length < VENDOR_ID_BYTES) return { form: 'malformed', content: value };
  const vendorId = value.readUInt32BE(0);
  if (vendorId > VENDOR_ID_MAXIMUM) return { form: 'malformed', content: value };
  const content = value.subarray(VENDOR_ID_BYTES);
  const attributes = readAttributes(content);
  return attributes === undefined
    ? { form: 'opaque', vendorId, content }
    : { form: 'attributes', vendorId, attributes };
}

/** The values of all attributes of this vendor and type, in order, however they are spread over Vendor-Specifics. */
export function findVendorValues(packet: Pick<Packet, 'attributes'>, vendorId: number, type: number): Buffer[] {
  const values: Buffer[] = [];
  for (const attribute of packet.attributes) {
    if (attribute.type !== AttributeType.vendorSpecific) continue;
    const opened = readVendorSpecific(attribute.value);
    if (opened.form !== 'attributes' || opened.vendorId !== vendorId) continue;
    for (const inner of opened.attributes) if (inner.type === type) values.push(inner.value);
  }
  return values;
}

export type VendorFault = 'vendor-id-invalid' | 'vendor-type-invalid' | 'vendor-attributes-too-long';

/** Packs attributes of one vendor into one Vendor-Specific; together they may take 249 bytes. */
export function vendorSpecific(
  vendorId: number,
  attributes: readonly VendorAttribute[],
): Outcome<AttributeInput, VendorFault> {
  if (!Number.isInteger(vendorId) || vendorId < 0 || vendorId > VENDOR_ID_MAXIMUM) return refused('vendor-id-invalid');
  const header = Buffer.alloc(VENDOR_ID_BYTES);
  header.writeUInt32BE(vendorId);
  const parts: Buffer[] = [header];
  let length = VENDOR_ID_BYTES;
  for (const { type, value } of attributes) {
    if (!Number.isInteger(type) || type < 0 || type > 255) return refused('vendor-type-invalid');
    length += ATTRIBUTE_HEADER_BYTES + value.length;
    if (length > ATTRIBUTE_VALUE_MAXIMUM_BYTES) return refused('vendor-attributes-too-long');
    parts.push(Buffer.of(type, ATTRIBUTE_HEADER_BYTES + value.length), value);
  }
  return usable({ type: AttributeType.vendorSpecific, value: Buffer.concat(parts) });
}
