import { type CheckAttribute, MOST_REPLY_OCTETS, type ReplyAttribute } from '@countersign/contracts';
import { type AttributeDefinition, AttributeType, describeAttributes, encodeAttribute, findDefinitionByName, passedOnAttributes } from '@countersign/radius';
import { Refused } from './refused.ts';

/** The server writes these itself, or they belong to one exchange. */
const NEVER_SENT: ReadonlySet<number> = new Set([
  AttributeType.userPassword, AttributeType.chapPassword, AttributeType.replyMessage, AttributeType.state, AttributeType.proxyState,
  AttributeType.chapChallenge, AttributeType.eapMessage, AttributeType.messageAuthenticator,
]);
/** RFC 2865 section 5: type and length. */
const HEADER_OCTETS = 2;

/** Whether an accept may carry the attribute: nothing secret, for a profile is shown to everybody who may read it. */
export function maySend({ number, vendorId, secret, encrypted, type }: AttributeDefinition): boolean {
  return !secret && encrypted === undefined && type !== 'vsa' && (vendorId !== undefined || !NEVER_SENT.has(number));
}

/** The lines as they will be sent. @throws Refused radius-attribute-unusable, with the line and the reason */
export function checkedReplies(lines: readonly ReplyAttribute[]): readonly ReplyAttribute[] {
  let octets = 0;
  for (const [index, { name, value }] of lines.entries()) {
    const definition = findDefinitionByName(name.replace(/:\d+$/, ''));
    if (definition ? !maySend(definition) : isNeverSent(name)) throw unusable('Reply', index, name, 'it cannot be sent by a profile');
    const encoded = encodeAttribute(name, value);
    if (!encoded.ok) throw unusable('Reply', index, name, encoded.reason);
    octets += encoded.value.value.length + HEADER_OCTETS;
  }
  if (octets > MOST_REPLY_OCTETS) throw new Refused('radius-attribute-unusable', `The reply attributes fill ${octets} octets; ${MOST_REPLY_OCTETS} have room.`);
  return lines;
}

/**
 * The lines with names and values in the form in which those of a request are shown: `15` of an attribute whose values
 * have names becomes that name. @throws Refused radius-attribute-unusable
 */
export function checkedChecks(lines: readonly CheckAttribute[]): readonly CheckAttribute[] {
  return lines.map((line, index) => {
    const { name, check, value } = line;
    const definition = findDefinitionByName(name.replace(/:\d+$/, ''));
    if (!definition && !/^(?:vendor-\d+-)?attr-\d+$/i.test(name)) throw unusable('Check', index, name, 'attribute-unknown');
    if (definition?.secret === true) throw unusable('Check', index, name, 'it never reaches the check');
    const properName = definition ? definition.name + (/:\d+$/.exec(name)?.[0] ?? '') : name;
    if (check === 'present' || check === 'absent') return { ...line, name: properName, value: '' };
    if (value === '') throw unusable('Check', index, name, 'value-missing');
    if (check === 'begins-with') return { ...line, name: properName };
    const encoded = encodeAttribute(name, value);
    if (!encoded.ok) throw unusable('Check', index, name, encoded.reason);
    if (passedOnAttributes({ attributes: [{ ...encoded.value, offset: 0 }] }).length === 0) throw unusable('Check', index, name, 'it never reaches the check');
    const [described] = describeAttributes({ attributes: [encoded.value] });
    return { ...line, name: described?.name ?? properName, value: described?.text ?? value };
  });
}

function isNeverSent(name: string): boolean {
  const number = /^attr-(\d+)$/i.exec(name)?.[1];
  return number !== undefined && (NEVER_SENT.has(Number(number)) || Number(number) === AttributeType.vendorSpecific);
}

const unusable = (kind: 'Check' | 'Reply', index: number, name: string, reason: string): Refused =>
  new Refused('radius-attribute-unusable', `${kind} attribute ${index + 1}, ${name}: ${reason}.`);
