/** The beginning of a table of tokens: enough to say what its columns are. Seeds are not shown. */
import { CsvRecords, delimiterOfLine, type TokenCsvColumn, type TokenCsvOptions } from '@countersign/contracts/admin-api';
import { decodedBeginning } from '../../widgets/file-beginning.ts';
import type { Mapping } from '../../widgets/ColumnMapping.tsx';

type Delimiter = NonNullable<TokenCsvOptions['delimiter']>;

export interface TokenSample {
  readonly delimiter: Delimiter;
  readonly records: readonly (readonly string[])[];
}

/** Records that serve as examples. */
const EXAMPLES = 4;
/** What is as long as a seed may be one; the first characters tell the columns apart. */
const SEED_CHARACTERS = 16;
const SHOWN_CHARACTERS = 4;
const SERIAL_AND_SEED = new RegExp(String.raw`^\s*\S+[ \t]+[0-9A-Za-z+/=]{${SEED_CHARACTERS},}`);
/** A comment, or the line that tells a spreadsheet its delimiter. */
const NO_RECORD = /^\s*(?:#|"?sep=."?$|$)/i;

/** Undefined for what is no table: XML, a list of addresses, text without cells. */
export function tokenSampleOf(bytes: Uint8Array): TokenSample | undefined {
  const text = decodedBeginning(bytes, 'auto') ?? decodedBeginning(bytes, 'gb18030');
  const lines = text?.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/).filter((line) => !NO_RECORD.test(line)) ?? [];
  const [first] = lines;
  if (first === undefined || /^\s*<|^-----|^otpauth/i.test(first)) return undefined;
  const delimiter = delimiterIn(first);
  const records = recordsOf(lines.slice(0, EXAMPLES + 1), delimiter);
  return (records[0]?.length ?? 0) < 2 ? undefined : { delimiter, records: records.slice(0, EXAMPLES).map((cells) => cells.map(withoutSeed)) };
}

/** As a spreadsheet would have it; else a bar, or blanks between a serial and a seed. */
function delimiterIn(line: string): Delimiter {
  const usual = delimiterOfLine(line);
  if (line.includes(usual)) return usual;
  if (line.includes('|')) return '|';
  return SERIAL_AND_SEED.test(line) ? ' ' : usual;
}

function recordsOf(lines: readonly string[], delimiter: Delimiter): readonly (readonly string[])[] {
  if (delimiter === '|') return lines.map((line) => line.split('|').map((cell) => cell.trim()));
  if (delimiter === ' ') return lines.map((line) => line.trim().split(/[ \t]+/));
  const found = new CsvRecords(delimiter);
  return [...found.push(`${lines.join('\n')}\n`), ...found.end()].flatMap(({ cells }) => (cells === null ? [] : [cells]));
}

function withoutSeed(cell: string): string {
  return cell.length >= SEED_CHARACTERS && !/\s\S+\s/.test(cell) ? `${cell.slice(0, SHOWN_CHARACTERS)}…` : cell;
}

/** For the server: the number of the column that each field has, from 1. */
export const tokenColumnsOf = (mapping: Mapping<TokenCsvColumn>): NonNullable<TokenCsvOptions['columns']> =>
  Object.fromEntries(mapping.flatMap((field, column) => (field === null ? [] : [[field, column + 1]])));
