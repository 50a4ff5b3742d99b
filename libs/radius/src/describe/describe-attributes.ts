import { isUtf8 } from 'node:buffer';
import { type AttributeDefinition, findDefinition, listDefinitions, vendorName } from '../dictionary/dictionary.ts';
import { formatValue } from '../dictionary/format-value.ts';
import { hexText } from '../dictionary/printable.ts';
import { AttributeType } from '../packet/attribute-type.ts';
import type { AttributeInput } from '../packet/packet.ts';
import { readVendorSpecific } from '../vendor/vendor-specific.ts';
import { hideSecretOfPair } from './secret-pairs.ts';

/** One attribute as people see it. */
export interface DescribedAttribute {
  /**
   * The dictionary's name, with ":tag" behind it if the value has a tag; "Attr-n" or "Vendor-v-Attr-n" when no
   * dictionary knows it; "Vendor-Specific" for one whose content is no list of attributes.
   */
  readonly name: string;
  /** Number of the attribute, of the vendor's attribute if it has a vendor. */
  readonly type: number;
  readonly vendorId: number | undefined;
  /** Printable text, or `HIDDEN`. */
  readonly text: string;
  /** Length of the value in the packet. */
  readonly bytes: number;
  /** Whether the value, or a part of it, is kept back. */
  readonly hidden: boolean;
}

/** Stands for what is not shown. */
export const HIDDEN = '<hidden>';

function describeKnown(definition: AttributeDefinition, value: Buffer): DescribedAttribute {
  const { name, number: type, vendorId, secret, pairs } = definition;
  const bytes = value.length;
  // A pair whose bytes are no text would be shown as bytes, its secret with them.
  if (secret || (pairs && !isUtf8(value))) return { name, type, vendorId, text: HIDDEN, bytes, hidden: true };
  const { text, tag } = formatValue(definition, value);
  const shown = pairs ? hideSecretOfPair(text, HIDDEN) : text;
  return { name: tag === undefined ? name : `${name}:${tag}`, type, vendorId, text: shown, bytes, hidden: shown !== text };
}

function describeOne(type: number, vendorId: number | undefined, value: Buffer): DescribedAttribute {
  const definition = findDefinition(type, vendorId);
  if (definition !== undefined) return describeKnown(definition, value);
  const name = vendorId === undefined ? `Attr-${type}` : `Vendor-${vendorId}-Attr-${type}`;
  return { name, type, vendorId, text: hexText(value), bytes: value.length, hidden: false };
}

/** Vendors whose content may hold a secret, so that it must not be shown where it cannot be read. */
const SECRETIVE_VENDORS: ReadonlySet<number | undefined> = new Set(
  listDefinitions()
    .filter(({ secret, pairs }) => secret || pairs)
    .map(({ vendorId }) => vendorId),
);

function describeVendorSpecific(value: Buffer): DescribedAttribute[] {
  const opened = readVendorSpecific(value);
  if (opened.form === 'attributes') {
    return opened.attributes.map((inner) => describeOne(inner.type, opened.vendorId, inner.value));
  }
  const vendorId = opened.form === 'opaque' ? opened.vendorId : undefined;
  const hidden = vendorId !== undefined && SECRETIVE_VENDORS.has(vendorId);
  const vendor = vendorId === undefined ? '' : ` (${vendorName(vendorId) ?? vendorId})`;
  return [
    {
      name: `Vendor-Specific${vendor}`,
      type: AttributeType.vendorSpecific,
      vendorId,
      text: hidden ? HIDDEN : hexText(value),
      bytes: value.length,
      hidden,
    },
  ];
}

/**
 * Renders attributes for people, one entry for each attribute and each vendor attribute, in order. None is left out,
 * whatever its form. Passwords, keys and answers to challenges are never shown, and nothing in a text can steer a
 * terminal. What a NAS wrote may be long; see `redactAttributes` for a bounded form.
 */
export function describeAttributes(packet: { readonly attributes: readonly AttributeInput[] }): DescribedAttribute[] {
  return packet.attributes.flatMap(({ type, value }) =>
    type === AttributeType.vendorSpecific ? describeVendorSpecific(value) : [describeOne(type, undefined, value)],
  );
}
