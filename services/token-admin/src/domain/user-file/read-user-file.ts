/** Reads a CSV file of users as a stream: a user or a named refusal for each record. Nothing here knows the directory. */
import { CsvRecords, type CsvRecord, guessUserColumns, isSecretColumn, userFields, type UserField, withoutFormulaGuard } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { CellFault, userOf } from './cell-values.ts';
import { UserFileError, type UserFileEvent } from './user-record.ts';

type Options = Pick<adminApi.UserImportOptions, 'encoding' | 'delimiter' | 'header' | 'columns'>;

/** Longest name of a column, or login, that a report repeats. */
const SHOWN_CHARACTERS = 128;

/**
 * @param timeZone in which dates are meant
 * @throws UserFileError, and whatever reading the file throws
 */
export async function* readUserFile(file: AsyncIterable<Uint8Array>, options: Options, timeZone: string): AsyncGenerator<UserFileEvent, void> {
  const records = new CsvRecords(options.delimiter);
  let places: Places | undefined;
  let lastLine = 1;
  function* read(found: Iterable<CsvRecord>): Generator<UserFileEvent, void> {
    for (const record of found) {
      lastLine = record.line;
      if (places !== undefined) {
        yield eventOf(record, places, timeZone);
        continue;
      }
      places = placesOf(record, options);
      if (!options.header) yield eventOf(record, places, timeZone);
    }
  }
  try {
    for await (const text of textOf(file, options.encoding)) yield* read(records.push(text));
    yield* read(records.end());
  } catch (error) {
    throw error instanceof BadText ? new UserFileError('invalid-text-encoding', lastLine, error.encoding) : error;
  }
  if (places === undefined) throw new UserFileError('empty-file', 0);
}

/** Where each field stands, and how many columns there are. */
interface Places {
  readonly of: ReadonlyMap<UserField, number>;
  /** Undefined without a header: then only the file's own numbers count. */
  readonly width: number | undefined;
  /** One of them holds passwords, PINs or the like: a record of another width may show them under another name. */
  readonly holdsSecrets: boolean;
}

/** @throws UserFileError */
function placesOf({ line, cells }: CsvRecord, { header, columns }: Options): Places {
  if (cells === null) throw new UserFileError('no-login-column', line);
  const chosen = columns ?? (header ? guessUserColumns(cells) : {});
  const of = new Map<UserField, number>();
  for (const field of userFields) {
    const column = chosen[field];
    if (column !== undefined) of.set(field, placeOf(column, header ? cells : [], line));
  }
  if (!of.has('login')) throw new UserFileError('no-login-column', line);
  return { of, width: header ? cells.length : undefined, holdsSecrets: header && cells.some(isSecretColumn) };
}

/** @param names in the header; none without one */
function placeOf(column: string | number, names: readonly string[], line: number): number {
  if (typeof column === 'number') {
    if (names.length > 0 && column > names.length) throw new UserFileError('unknown-column', line, String(column));
    return notSecret(column - 1, names, line);
  }
  const place = names.indexOf(column);
  if (place === -1) throw new UserFileError('unknown-column', line, column.slice(0, SHOWN_CHARACTERS));
  if (names.includes(column, place + 1)) throw new UserFileError('ambiguous-column', line, column.slice(0, SHOWN_CHARACTERS));
  return notSecret(place, names, line);
}

/** @throws UserFileError */
function notSecret(place: number, names: readonly string[], line: number): number {
  const name = names[place] ?? '';
  if (isSecretColumn(name)) throw new UserFileError('secret-column', line, name.slice(0, SHOWN_CHARACTERS));
  return place;
}

function eventOf({ line, cells }: CsvRecord, { of, width, holdsSecrets }: Places, timeZone: string): UserFileEvent {
  if (cells === null) return { type: 'refused', line, login: null, reason: 'bad-line', detail: null };
  const cell = (field: UserField): string => withoutFormulaGuard(cells[of.get(field) ?? -1] ?? '');
  const login = cell('login').slice(0, SHOWN_CHARACTERS) || null;
  if (width !== undefined && cells.slice(width).some((extra) => extra !== '')) return { type: 'refused', line, login: holdsSecrets ? null : login, reason: 'too-many-cells', detail: `${cells.length} > ${width}` };
  if (width !== undefined && holdsSecrets && cells.length < width) return { type: 'refused', line, login: null, reason: 'too-few-cells', detail: `${cells.length} < ${width}` };
  try {
    return { type: 'user', line, user: userOf(cell, timeZone) };
  } catch (error) {
    if (!(error instanceof CellFault)) throw error;
    return { type: 'refused', line, login, reason: error.reason, detail: error.field };
  }
}

class BadText extends Error {
  constructor(readonly encoding: string) {
    super('invalid-text-encoding');
  }
}

/** Bytes that the encoding does not know are an error: replaced, they would be another name. @throws BadText */
async function* textOf(file: AsyncIterable<Uint8Array>, encoding: Options['encoding']): AsyncGenerator<string, void> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const decode = (bytes?: Uint8Array): string => {
    try {
      return decoder?.decode(bytes, { stream: bytes !== undefined }) ?? '';
    } catch {
      throw new BadText(decoder?.encoding ?? '');
    }
  };
  for await (const bytes of file) {
    decoder ??= new TextDecoder(encoding === 'auto' ? encodingOf(bytes) : encoding, { fatal: true });
    yield decode(bytes);
  }
  yield decode();
}

/** By the byte order mark; UTF-8 without one. */
const encodingOf = (first: Uint8Array): string => (first[0] === 0xff && first[1] === 0xfe ? 'utf-16le' : 'utf-8');
