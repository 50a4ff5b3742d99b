/** The beginning of a CSV file, read in the browser: enough to say what its columns are. */
import { CsvRecords, guessUserColumns, type UserField, userFields, type UserImportOptions } from '@countersign/contracts/admin-api';
import { decodedBeginning } from '../../widgets/file-beginning.ts';
import type { Mapping } from '../../widgets/ColumnMapping.tsx';

type Encoding = UserImportOptions['encoding'];

/** Records that serve as examples. */
const EXAMPLES = 4;

/** The records at the beginning of a file; null when it cannot be read in this encoding. */
export function sampleOf(bytes: Uint8Array, encoding: Encoding): readonly (readonly string[])[] | null {
  const text = decodedBeginning(bytes, encoding);
  if (text === null) return null;
  const records = new CsvRecords();
  const found = [...records.push(text), ...records.end()].flatMap(({ cells }) => (cells === null ? [] : [cells]));
  return found.slice(0, EXAMPLES);
}

/** `auto` where that works; the encoding of spreadsheets in Chinese where it does not. */
export function encodingOf(bytes: Uint8Array): Encoding {
  return decodedBeginning(bytes, 'auto') === null && decodedBeginning(bytes, 'gb18030') !== null ? 'gb18030' : 'auto';
}

/** By the names in the header; without one, people say it. */
export function guessMapping(first: readonly string[], header: boolean): Mapping<UserField> {
  const names = header ? guessUserColumns(first) : {};
  return first.map((name, column) => userFields.find((field) => names[field] === name && first.indexOf(name) === column) ?? null);
}

/** For the server: the number of the column that each field has, from 1. */
export const columnsOf = (mapping: Mapping<UserField>): NonNullable<UserImportOptions['columns']> =>
  Object.fromEntries(mapping.flatMap((field, column) => (field === null ? [] : [[field, column + 1]])));
