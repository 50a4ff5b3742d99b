/** Characters between words, as `audit.words` in the database has them. */
const BETWEEN_WORDS = /[@\\/.:_,;|()[\]\-\s]+/;

/**
 * What was typed as a tsquery: its words in a row, the last one perhaps unfinished. Undefined: there is no word in it.
 * Words are quoted (PostgreSQL documentation, "Text Search Types"), so that nothing that is typed is an operator.
 */
export function wordQuery(text: string): string | undefined {
  const words = text.toLowerCase().split(BETWEEN_WORDS).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return undefined;
  return `${words.map((word) => `'${word.replaceAll(/['\\]/g, (character) => character.repeat(2))}'`).join(' <-> ')}:*`;
}

/** A part of what was typed that every match contains, as a LIKE pattern: comparing it is far cheaper than the words. */
export function likePattern(text: string): string {
  const runs = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return `%${runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '')}%`;
}
