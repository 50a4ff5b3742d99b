import { type Outcome, refused, usable } from '../outcome.ts';
import { ATTRIBUTE_VALUE_MAXIMUM_BYTES } from '../packet/limits.ts';
import type { AttributeInput } from '../packet/packet.ts';
import { vendorSpecific } from '../vendor/vendor-specific.ts';
import { type AttributeDefinition, findDefinitionByName } from './dictionary.ts';
import { TAG_MAXIMUM } from './format-value.ts';
import { parseHex, parseValue, type ValueFault } from './parse-value.ts';

export type EncodeAttributeFault =
  | ValueFault
  /** Neither a name of the dictionaries nor "Attr-n" or "Vendor-v-Attr-n". */
  | 'attribute-unknown'
  /** A tag on an attribute without tags, or one that is not 0 to 31. */
  | 'tag-invalid'
  /** Needs the secret and the authenticator of the packet: see `hideUserPassword` and `saltEncrypt`. */
  | 'attribute-needs-encryption'
  | 'value-too-long';

const TAGGED_NAME = /^(?<name>.+):(?<tag>\d{1,2})$/;
const NUMBERED_NAME = /^(?:vendor-(?<vendor>\d{1,8})-)?attr-(?<number>\d{1,3})$/i;

/** Puts the tag where RFC 2868 wants it: over the highest octet of an integer, in front of anything else. */
function addTag(definition: AttributeDefinition, value: Buffer, tag: number): Outcome<Buffer, EncodeAttributeFault> {
  if (!definition.tagged || tag > TAG_MAXIMUM) return refused('tag-invalid');
  if (definition.type !== 'integer') return usable(tag === 0 ? value : Buffer.concat([Buffer.of(tag), value]));
  return value[0] === 0 ? usable(Buffer.concat([Buffer.of(tag), value.subarray(1)])) : refused('value-invalid');
}

function wrap(
  vendorId: number | undefined,
  type: number,
  value: Buffer,
): Outcome<AttributeInput, EncodeAttributeFault> {
  if (vendorId === undefined) {
    if (type < 1 || type > 255) return refused('attribute-unknown');
    return value.length > ATTRIBUTE_VALUE_MAXIMUM_BYTES ? refused('value-too-long') : usable({ type, value });
  }
  const wrapped = vendorSpecific(vendorId, [{ type, value }]);
  if (wrapped.ok) return wrapped;
  return refused(wrapped.reason === 'vendor-attributes-too-long' ? 'value-too-long' : 'attribute-unknown');
}

function encodeNumbered(name: string, text: string): Outcome<AttributeInput, EncodeAttributeFault> {
  const groups = NUMBERED_NAME.exec(name)?.groups;
  if (groups === undefined) return refused('attribute-unknown');
  const value = parseHex(text);
  if (value === undefined) return refused('value-invalid');
  const vendorId = groups['vendor'] === undefined ? undefined : Number(groups['vendor']);
  return wrap(vendorId, Number(groups['number']), value);
}

/**
 * Makes an attribute of what a person writes: the dictionary's name in any case, with ":tag" behind it where tags
 * exist, and the value as `describeAttributes` shows it. An unknown one is written as "Attr-200" or
 * "Vendor-9-Attr-77" with a value in "0x…" form.
 */
export function encodeAttribute(name: string, text: string): Outcome<AttributeInput, EncodeAttributeFault> {
  const groups = TAGGED_NAME.exec(name)?.groups;
  const definition = findDefinitionByName(groups?.['name'] ?? name);
  if (definition === undefined) return encodeNumbered(name, text);
  if (definition.encrypted !== undefined) return refused('attribute-needs-encryption');
  const parsed = parseValue(definition, text);
  if (!parsed.ok) return parsed;
  const tag = groups === undefined ? undefined : Number(groups['tag']);
  const tagged = tag === undefined ? parsed : addTag(definition, parsed.value, tag);
  return tagged.ok ? wrap(definition.vendorId, definition.number, tagged.value) : tagged;
}
