/** The beginning of a CSV file, read in the browser: enough to say what its columns are. */
import { CsvRecords, guessUserColumns, type UserField, userFields, type UserImportOptions } from '@countersign/contracts/admin-api';

type Encoding = UserImportOptions['encoding'];

/** Bytes that are looked at, and records that serve as examples. */
const SAMPLE_BYTES = 65_536;
const EXAMPLES = 4;

/** The records at the beginning of a file; null when it cannot be read in this encoding. */
export function sampleOf(bytes: Uint8Array, encoding: Encoding): readonly (readonly string[])[] | null {
  const text = decoded(bytes, encoding);
  if (text === null) return null;
  const records = new CsvRecords();
  const found = [...records.push(text), ...records.end()].flatMap(({ cells }) => (cells === null ? [] : [cells]));
  return found.slice(0, EXAMPLES);
}

/** `auto` where that works; the encoding of spreadsheets in Chinese where it does not. */
export function encodingOf(bytes: Uint8Array): Encoding {
  return decoded(bytes, 'auto') === null && decoded(bytes, 'gb18030') !== null ? 'gb18030' : 'auto';
}

export const beginningOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.slice(0, SAMPLE_BYTES).arrayBuffer());

function decoded(bytes: Uint8Array, encoding: Encoding): string | null {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    // The last character may be cut in two.
    return new TextDecoder(encoding === 'auto' ? isUtf16 ? 'utf-16le' : 'utf-8' : encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

/** The field of each column, from the left; null for one that is not read. */
export type Mapping = readonly (UserField | null)[];

/** By the names in the header; without one, people say it. */
export function guessMapping(first: readonly string[], header: boolean): Mapping {
  const names = header ? guessUserColumns(first) : {};
  return first.map((name, column) => userFields.find((field) => names[field] === name && first.indexOf(name) === column) ?? null);
}

/** For the server: the number of the column that each field has, from 1. */
export const columnsOf = (mapping: Mapping): NonNullable<UserImportOptions['columns']> =>
  Object.fromEntries(mapping.flatMap((field, column) => (field === null ? [] : [[field, column + 1]])));
