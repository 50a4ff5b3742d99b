/**
 * Characters that a reader does not see, although they change what is seen or tell two names apart: soft hyphens,
 * zero-width spaces, separators of lines, embeddings, overrides and isolates (UAX #9), annotations, tags.
 */
const HIDDEN = /\u034F|[\u00AD\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
/** Joiners have a meaning between letters of Arabic or Indian scripts and in emoji, and none beside ASCII or at an end. */
const LOOSE_JOINER = /(?<![^\0-\u007F])[\u200C\u200D]|[\u200C\u200D](?![^\0-\u007F])/gu;
const DIRECTION_MARK = /[\u061C\u200E\u200F]/gu;
const RIGHT_TO_LEFT = /[[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]&&\p{L}]/v;

const REPLACEMENT = '\uFFFD';
/** Most text is; each sign-in has several. */
const PLAIN = /^[\0-\u007F]*$/;

/** The text with U+FFFD for each character that a reader would not see; marks of direction stay in text that has a direction to mark. */
export function withoutHidden(text: string): string {
  if (PLAIN.test(text)) return text;
  const shown = text.replaceAll(HIDDEN, REPLACEMENT).replaceAll(LOOSE_JOINER, REPLACEMENT);
  return RIGHT_TO_LEFT.test(shown) ? shown : shown.replaceAll(DIRECTION_MARK, REPLACEMENT);
}

export const hasHidden = (text: string): boolean => withoutHidden(text) !== text;
