import { AttributeType } from '../packet/attribute-type.ts';
import type { AttributeInput } from '../packet/packet.ts';
import { describeAttributes, type DescribedAttribute, HIDDEN } from './describe-attributes.ts';

/** Longest text of one value in an audit record, in UTF-16 code units; what is cut ends in "…". */
export const AUDIT_TEXT_MAXIMUM_CHARACTERS = 128;

/**
 * Most attributes listed in an audit record. Only packets made to flood it have more, by filling Vendor-Specifics with
 * empty ones.
 */
export const AUDIT_ATTRIBUTES_MAXIMUM = 200;

/** One attribute as an audit record keeps it: plain, bounded, without a secret. */
export interface RedactedAttribute {
  readonly name: string;
  readonly text: string;
  /** Length of the value in the packet. */
  readonly bytes: number;
}

const HALF_OF_PAIR_AT_END = /[\uD800-\uDBFF]$/;

/** Half of a surrogate pair would be ill-formed text, which a database refuses. */
function cut(text: string): string {
  if (text.length <= AUDIT_TEXT_MAXIMUM_CHARACTERS) return text;
  return `${text.slice(0, AUDIT_TEXT_MAXIMUM_CHARACTERS - 1).replace(HALF_OF_PAIR_AT_END, '')}…`;
}

/** State opens a running challenge; whoever reads the audit trail must not be able to go on with it. */
function redact({ name, type, vendorId, text, bytes }: DescribedAttribute): RedactedAttribute {
  const opensChallenge = vendorId === undefined && type === AttributeType.state;
  return { name, text: opensChallenge ? HIDDEN : cut(text), bytes };
}

/** One entry for all that are not listed, so that a reader knows of them. */
function summarise(rest: readonly RedactedAttribute[]): RedactedAttribute[] {
  if (rest.length === 0) return [];
  const bytes = rest.reduce((sum, attribute) => sum + attribute.bytes, 0);
  return [{ name: '…', text: `${rest.length} more`, bytes }];
}

/**
 * The attributes of a packet as an audit record may keep them: in order, known or not, with over-long values cut,
 * secrets hidden and at most 200 listed, so that no packet can cost the record.
 */
export function redactAttributes(packet: { readonly attributes: readonly AttributeInput[] }): RedactedAttribute[] {
  const all = describeAttributes(packet).map(redact);
  return [...all.slice(0, AUDIT_ATTRIBUTES_MAXIMUM), ...summarise(all.slice(AUDIT_ATTRIBUTES_MAXIMUM))];
}
