import { withoutHidden } from '../../text/hidden-characters.ts';

/** Most text is so, and stays as it is. */
const PLAIN = /^[\x20-\x7E]*$/;

/**
 * Text that fits a record: at most `most` UTF-16 units, cut between code points, without control characters, characters
 * that nobody sees or lone surrogates. An over-long or odd value must never cost the record.
 */
export function clip(text: string, most: number): string {
  if (text.length <= most && PLAIN.test(text)) return text;
  const clean = withoutHidden(text.toWellFormed().replaceAll(/\p{Cc}/gu, '\uFFFD'));
  if (clean.length <= most) return clean;
  return `${clean.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
