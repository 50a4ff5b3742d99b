import type { Conditions } from './page.ts';

/** As `directory.words_of` parts display names. */
const BETWEEN_WORDS = /[\s,;·/()-]+/u;

/**
 * The condition that each word that is typed begins a word of the display name; undefined where nothing but signs between
 * words is typed. Case is folded by the database, which folded the names.
 */
export function namedLike(where: Conditions, column: string, typed: string): string | undefined {
  const words = typed.normalize('NFKC').split(BETWEEN_WORDS).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const query = words.map((word) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}':*`).join(' & ');
  return `directory.words_of(${column}) @@ lower(${where.value(query)}::text)::tsquery`;
}
