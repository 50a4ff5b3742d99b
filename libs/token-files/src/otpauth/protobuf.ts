/** As much of the protobuf wire format as an export of accounts needs: fields in their order, nothing nested. */

export interface Field {
  readonly number: number;
  /** A number where the field is one, else its bytes. */
  readonly value: number | Uint8Array;
}

const [VARINT, FIXED_64, BYTES, FIXED_32] = [0, 1, 2, 5] as const;
const MAX_VARINT_BYTES = 10;

/** The fields of a message; undefined when it is none, or a number is too large for JavaScript. */
export function fieldsOf(message: Uint8Array): readonly Field[] | undefined {
  const fields: Field[] = [];
  for (let at = 0; at < message.length;) {
    const key = varintAt(message, at);
    if (key === undefined) return undefined;
    const field = valueAt(message, key.next, key.value % 8);
    if (field === undefined || field.next > message.length) return undefined;
    fields.push({ number: Math.floor(key.value / 8), value: field.value });
    at = field.next;
  }
  return fields;
}

function valueAt(message: Uint8Array, at: number, wire: number): { value: number | Uint8Array; next: number } | undefined {
  switch (wire) {
    case VARINT: return varintAt(message, at);
    case FIXED_64: return { value: message.subarray(at, at + 8), next: at + 8 };
    case FIXED_32: return { value: message.subarray(at, at + 4), next: at + 4 };
    case BYTES: {
      const length = varintAt(message, at);
      if (length === undefined) return undefined;
      const next = length.next + length.value;
      return { value: message.subarray(length.next, next), next };
    }
    default: return undefined;
  }
}

function varintAt(message: Uint8Array, from: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
    const byte = message[from + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, next: from + index + 1 } : undefined;
  }
  return undefined;
}
