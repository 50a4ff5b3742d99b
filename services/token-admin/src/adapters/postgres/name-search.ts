import type { Conditions } from './page.ts';

/** As `directory.words_of` parts display names. */
const BETWEEN_WORDS = /[\s,;·/()-]+/u;
/** So many words are looked up in indexes, the longest first; rows that they find are compared with all. */
const LOOKED_UP = 4;

/** What display names are sorted by, whatever their case; indexes begin with it. */
export const nameKey = (column: string): string => `(directory.folded_name(${column}) COLLATE "C")`;

/** Display names of which each word that is typed begins a word. */
export interface NameSearch {
  /** The condition, to compare one row with. */
  compared(where: Conditions): string;
  /** The same in parts of which one has to hold, each of them found by indexes alone. */
  gathered(where: Conditions): readonly string[];
  /** What is typed begins the name: a range of the names' own order. */
  begins(where: Conditions): string;
  /** Those of `gathered` that `begins` does not hold. */
  gatheredBesides(where: Conditions): readonly string[];
}

/**
 * Undefined where nothing but signs between words is typed. Case is folded by the database, which folded the names. The
 * first word of a name is found where the name stands in the order of names; those behind it have an index of their own.
 */
export function searchNames(column: string, typed: string): NameSearch | undefined {
  const words = wordsOf(typed);
  const [only, ...others] = words;
  if (only === undefined) return undefined;
  const begins = (where: Conditions, beginning: string): string => `starts_with(${nameKey(column)}, directory.folded_name(${where.value(beginning)}::text))`;
  const compared = (where: Conditions): string => `directory.words_of(${column}) @@ ${beginningsOf(where, words)}`;
  const lookedUp = words.toSorted((one, other) => other.length - one.length).slice(0, LOOKED_UP);
  const behind = (where: Conditions, sought: readonly string[]): string[] => sought.length === 0 ? [] : [`directory.later_words_of(${column}) @@ ${beginningsOf(where, sought)}`];
  const all = (where: Conditions): string[] => lookedUp.length < words.length ? [compared(where)] : [];
  const gathered = (where: Conditions, first: readonly string[]): string[] => [
    ...first.map((word) => [begins(where, word), ...behind(where, lookedUp.filter((other) => other !== word)), ...all(where)]),
    [...behind(where, lookedUp), ...all(where)],
  ].map((conditions) => conditions.join(' AND '));
  const isOne = others.length === 0;
  return {
    compared,
    gathered: (where) => gathered(where, lookedUp),
    begins: (where) => begins(where, isOne ? only : typed),
    gatheredBesides: (where) => gathered(where, isOne ? [] : lookedUp),
  };
}

/** Without those that begin another one: whatever that one begins, they begin, too. */
function wordsOf(typed: string): string[] {
  const words = [...new Map(typed.normalize('NFKC').split(BETWEEN_WORDS).filter((word) => word !== '').map((word) => [word.toLowerCase(), word]))];
  return words.filter(([folded]) => !words.some(([other]) => other !== folded && other.startsWith(folded))).map(([, word]) => word);
}

function beginningsOf(where: Conditions, words: readonly string[]): string {
  const query = words.map((word) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}':*`).join(' & ');
  return `directory.folded_name(${where.value(query)}::text)::tsquery`;
}
