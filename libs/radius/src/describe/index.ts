/** Packets for people and for the audit trail: every attribute, no secret. */
export { describeAttributes, type DescribedAttribute, HIDDEN } from './describe-attributes.ts';
export {
  AUDIT_ATTRIBUTES_MAXIMUM,
  AUDIT_TEXT_MAXIMUM_CHARACTERS,
  redactAttributes,
  type RedactedAttribute,
} from './redact-attributes.ts';
