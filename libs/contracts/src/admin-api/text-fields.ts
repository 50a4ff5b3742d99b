import { z } from 'zod';
import type { Operation } from './v1/operation.ts';

/** A text that an operation takes in. */
export interface TextField {
  /** Such as `createAgentHost.addresses[].name`. */
  readonly path: string;
  readonly takes: (text: string) => boolean;
}

/** Their values say what they may be. */
const CLOSED_FORMATS = new Set(['uuid', 'datetime', 'guid']);

/**
 * Every text of an operation's body and of its file's options, found by walking the schemas; identifiers and instants
 * are none. What must hold for all texts is tested for all of them by this.
 * @throws for a kind of schema that it does not know: nothing is left out in silence
 */
export const textFieldsOf = ({ id, body, file }: Operation): TextField[] =>
  [body, file?.options].flatMap((schema) => (schema === null || schema === undefined ? [] : [...textsIn(schema, id)]));

function* textsIn(schema: z.core.$ZodType, path: string, within: readonly z.core.$ZodType[] = []): Generator<TextField> {
  if (within.includes(schema)) return;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- zod's own union of all schemas that there are
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const down = (inner: z.core.$ZodType, name = ''): Generator<TextField> => textsIn(inner, `${path}${name}`, [...within, schema]);
  switch (def.type) {
    case 'string': {
      const format: unknown = Reflect.get(def, 'format');
      if (typeof format !== 'string' || !CLOSED_FORMATS.has(format)) yield { path, takes: (text) => z.safeParse(schema, text).success };
      return;
    }
    case 'object':
      for (const [name, inner] of Object.entries(def.shape)) yield* down(inner, `.${name}`);
      return;
    case 'array':
      yield* down(def.element, '[]');
      return;
    case 'record':
      yield* down(def.valueType, '.*');
      return;
    case 'union':
      for (const inner of def.options) yield* down(inner);
      return;
    case 'optional': case 'nullable': case 'default': case 'prefault': case 'readonly': case 'nonoptional':
      yield* down(def.innerType);
      return;
    case 'pipe':
      yield* down(def.in);
      return;
    case 'boolean': case 'number': case 'enum': case 'literal': case 'null':
      return;
    default:
      throw new Error(`${path} is ${def.type}, which has no texts that are known`);
  }
}
