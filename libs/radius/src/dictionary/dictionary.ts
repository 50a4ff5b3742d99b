import { type AttributeEntry, type Encryption, readDictionaryFiles, type ValueType } from './dictionary-file.ts';

/** What the dictionaries know of one attribute. */
export interface AttributeDefinition {
  readonly name: string;
  readonly number: number;
  /** Undefined for an attribute of the RFCs. */
  readonly vendorId: number | undefined;
  readonly type: ValueType;
  readonly tagged: boolean;
  readonly encrypted: Encryption | undefined;
  /** Never to be shown. */
  readonly secret: boolean;
  readonly pairs: boolean;
  readonly valueNames: ReadonlyMap<number, string>;
  /** By name in lower case. */
  readonly valueNumbers: ReadonlyMap<string, number>;
}

interface MutableDefinition extends AttributeDefinition {
  readonly valueNames: Map<number, string>;
  readonly valueNumbers: Map<string, number>;
}

const byName = new Map<string, MutableDefinition>();
const byNumber = new Map<number | undefined, Map<number, AttributeDefinition>>();
const vendorNames = new Map<number, string>();

function addValues(definition: MutableDefinition, values: Readonly<Record<string, number>>): void {
  for (const [name, number] of Object.entries(values)) {
    definition.valueNames.set(number, name);
    definition.valueNumbers.set(name.toLowerCase(), number);
  }
}

function addAttribute(name: string, entry: AttributeEntry, vendorId: number | undefined): void {
  const definition: MutableDefinition = {
    name,
    number: entry.number,
    vendorId,
    type: entry.type,
    tagged: entry.tagged ?? false,
    encrypted: entry.encrypted,
    secret: entry.secret ?? false,
    pairs: entry.pairs ?? false,
    valueNames: new Map(),
    valueNumbers: new Map(),
  };
  addValues(definition, entry.values ?? {});
  byName.set(name.toLowerCase(), definition);
  const siblings = byNumber.get(vendorId) ?? new Map<number, AttributeDefinition>();
  byNumber.set(vendorId, siblings.set(entry.number, definition));
}

for (const file of readDictionaryFiles()) {
  if (file.vendor !== undefined) vendorNames.set(file.vendor.id, file.vendor.name);
  for (const [name, entry] of Object.entries(file.attributes)) addAttribute(name, entry, file.vendor?.id);
  for (const [name, values] of Object.entries(file.values ?? {})) {
    const definition = byName.get(name.toLowerCase());
    if (definition === undefined) throw new Error(`${file.source} adds values to the unknown attribute ${name}`);
    addValues(definition, values);
  }
}

/** The definition of an attribute by number; of the RFCs' without `vendorId`, of a vendor's with it. */
export function findDefinition(number: number, vendorId?: number): AttributeDefinition | undefined {
  return byNumber.get(vendorId)?.get(number);
}

/** The definition of an attribute by name, in any case of letters. */
export function findDefinitionByName(name: string): AttributeDefinition | undefined {
  return byName.get(name.toLowerCase());
}

/** All attributes of the dictionaries, for choosing one. */
export function listDefinitions(): readonly AttributeDefinition[] {
  return [...byName.values()];
}

/** The vendor's name, undefined for one without a dictionary. */
export function vendorName(vendorId: number): string | undefined {
  return vendorNames.get(vendorId);
}
