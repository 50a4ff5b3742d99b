/** Names, types and values of attributes, read from ../../dictionaries, and the text form of values. */
export {
  type AttributeDefinition,
  findDefinition,
  findDefinitionByName,
  listDefinitions,
  vendorName,
} from './dictionary.ts';
export { type Encryption, type ValueType } from './dictionary-file.ts';
export { encodeAttribute, type EncodeAttributeFault } from './encode-attribute.ts';
export { type FormattedValue, formatValue } from './format-value.ts';
export { parseValue, type ValueFault } from './parse-value.ts';
export { printable } from './printable.ts';
