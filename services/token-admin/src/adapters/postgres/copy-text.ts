/** A value of a row that is copied; bytes go into a `bytea` column. */
export type CopyValue = string | number | Uint8Array | null;

const SPECIAL = /[\\\n\r\t]/;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One row in the text format of COPY (PostgreSQL documentation, COPY, "Text Format"). */
export const copyRow = (values: readonly CopyValue[]): string => `${values.map((value) => copyValue(value)).join('\t')}\n`;

function copyValue(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return SPECIAL.test(value) ? value.replaceAll(/[\\\n\r\t]/g, (character) => ESCAPED[character] ?? character) : value;
  return `\\\\x${(Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength)).toString('hex')}`;
}
