/** What is said about a file that is not read: a piece of it may be the seed, whichever column or element it stands in. */

declare const made: unique symbol;
/** Text that may go into a report. It is made here alone, so that no refusal can repeat a seed. */
export type Detail = string & { readonly [made]: true };

/** Longest value that is repeated as it stands: no seed that is safe is so short. */
const REPEATED_CHARACTERS = 12;
/** Longest text that is repeated at all. */
const DETAIL_CHARACTERS = 100;
/** Fewest characters of a seed: 80 bits in base32. */
const SEED_CHARACTERS = 16;
/** Values whose form no seed has: identifiers of algorithms, without a query; OCRA suites; days and moments. */
const IDENTIFIER = /^(?:urn:|https?:\/\/)[A-Za-z0-9]{1,12}(?:[.:/#_-]{1,3}[A-Za-z0-9]{1,12})*$/;
const SUITE = /^OCRA-\d:[A-Z0-9]{1,6}(?:-[A-Z0-9]{1,6}){0,2}:[A-Z0-9]{1,8}(?:-[A-Z0-9]{1,8}){0,4}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?$/;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** Serial numbers of digits alone; as hexadecimal they would be too short for a seed. */
const NUMBER = /^\d{1,19}$/;

/** Makes a name fit to be shown: printable, and not longer than a line. It is for what the operator wrote; what a file holds goes through {@link repeated}. */
export function printable(text: string): string {
  const clean = text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return clean.length > DETAIL_CHARACTERS ? `${clean.slice(0, DETAIL_CHARACTERS)}…` : clean;
}

/** A value of the file: as it stands while it can be no seed, else only how long it is. */
export function repeated(text: string): Detail {
  const clean = printable(text);
  const isHarmless = clean.length <= REPEATED_CHARACTERS || [IDENTIFIER, SUITE, MOMENT].some((form) => form.test(clean));
  return detail(isHarmless ? clean : lengthOf(text));
}

/** Words of the program's own, with numbers and values of the file between them. */
export function said(words: TemplateStringsArray, ...values: readonly (number | Detail)[]): Detail {
  return detail(String.raw({ raw: words }, ...values.map((value) => repeatedUnlessMade(value))));
}

/** A name that the program knows, or an XML element has: no value. */
export const named = (name: string): Detail => detail(printable(name));

/** Several in one line. */
export const listed = (details: readonly Detail[]): Detail => detail(printable(details.join(', ')));

/** Whose entry it is – a serial number, a login name –, unless it could be a seed that stands in the wrong column. */
export function shownSubject(text: string): string | undefined {
  return couldBeSeed(text) ? undefined : printable(text);
}

/** The field of a refusal that says whose it is. */
export function subjectOf(serial: string | undefined): { readonly serial?: string } {
  const shown = serial === undefined ? undefined : shownSubject(serial);
  return shown === undefined ? {} : { serial: shown };
}

/** The same where something has to be said. */
export const subjectOrLength = (text: string): string => shownSubject(text) ?? lengthOf(text);

/** Whether a text holds as many characters of hexadecimal, base32 or base64 as a seed has, perhaps mistyped or in groups. */
export function couldBeSeed(text: string): boolean {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed) || UUID.test(trimmed)) return false;
  if (/[A-Za-z0-9+/=]{16,}/.test(trimmed)) return true;
  return /^[A-Za-z0-9+/=\s:_-]*$/.test(trimmed) && trimmed.replaceAll(/[\s:_-]/g, '').length >= SEED_CHARACTERS;
}

const lengthOf = (text: string): string => `${text.length} characters`;

function repeatedUnlessMade(value: number | Detail): string {
  return typeof value === 'number' ? repeated(String(value)) : value;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where a Detail is made
const detail = (text: string): Detail => text as Detail;
