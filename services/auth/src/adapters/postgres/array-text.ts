/**
 * Arrays in PostgreSQL's text form (documentation, "Array Input and Output Syntax"), of values in which nothing is quoted.
 * The driver's own way looks at every character of every value, and writes dates by their parts: half of what sending a
 * batch costs.
 */

/** UUIDs, numbers and words without spaces, commas, quotes or braces; null stands for itself. */
export function plainArray(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** Moments, in Unix milliseconds. */
export function timeArray(values: readonly (number | null)[]): string {
  return plainArray(values.map((value) => (value === null ? null : new Date(value).toISOString())));
}

/** Bytes, as hexadecimal digits. */
export function bytesArray(values: readonly string[]): string {
  return `{${values.map((hex) => `"\\\\x${hex}"`).join(',')}}`;
}

/** JSON documents, a line each (its text has no line feed): to be taken apart with `string_to_array(…, E'\n')`. */
export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join('\n');
}
