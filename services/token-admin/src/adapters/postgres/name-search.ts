import type { Conditions } from './page.ts';

/** As `directory.words_of` parts display names. */
const BETWEEN_WORDS = /[\s,;·/()-]+/u;
/** How it marks the first word of a name, if something stands there, and the others. */
const [FIRST, LATER] = ['1', '2'];

/** What display names are sorted by, whatever their case; indexes begin with it. */
export const nameKey = (column: string): string => `(directory.folded_name(${column}) COLLATE "C")`;

/** Display names of which each word that is typed begins a word. */
export interface NameSearch {
  /** The condition, to compare one row with. */
  compared(where: Conditions): string;
  /** The same in parts of which one has to hold, each of them found by an index. */
  gathered(where: Conditions): readonly string[];
  /** What is typed begins the name: a range of the names' own order, which people of one surname are in together. */
  begins(where: Conditions): string;
  /** What `begins` leaves of `gathered`. */
  gatheredBesides(where: Conditions): readonly string[];
}

/** Undefined where nothing but signs between words is typed. Case is folded by the database, which folded the names. */
export function searchNames(column: string, typed: string): NameSearch | undefined {
  const words = typed.normalize('NFKC').split(BETWEEN_WORDS).filter((word) => word !== '');
  const [only, ...others] = words;
  if (only === undefined) return undefined;
  const begins = (where: Conditions, beginning: string): string => `starts_with(${nameKey(column)}, directory.folded_name(${where.value(beginning)}::text))`;
  const compared = (where: Conditions): string => hasWords(where, column, words.map((word) => `(${beginning(FIRST, word)} | ${beginning(LATER, word)})`).join(' & '));
  if (others.length > 0) return { compared, gathered: (where) => [compared(where)], begins: (where) => begins(where, typed), gatheredBesides: (where) => [compared(where)] };
  const later = (where: Conditions): string => hasWords(where, column, beginning(LATER, only));
  return { compared, gathered: (where) => [begins(where, only), later(where)], begins: (where) => begins(where, only), gatheredBesides: (where) => [later(where)] };
}

const hasWords = (where: Conditions, column: string, query: string): string => `directory.words_of(${column}) @@ replace(lower(${where.value(query)}::text), 'ß', 'ss')::tsquery`;

/** As many characters as `directory.folded_name` keeps of a name; PostgreSQL takes no word of more than 2046 bytes. */
const LONGEST_WORD = 200;

function beginning(mark: string, word: string): string {
  const taken = Array.from(word).slice(0, LONGEST_WORD).join('');
  return `'${mark}${taken.replaceAll('\\', '\\\\').replaceAll("'", "''")}':*`;
}
