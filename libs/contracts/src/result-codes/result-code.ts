/** A text in both languages; leaving one out does not compile. */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

export interface ResultCodeEntry {
  /** Stable: never reused, never changed. */
  readonly number: number;
  readonly text: Bilingual;
  readonly cause: Bilingual;
  readonly remedy: Bilingual;
}

type Text = readonly [en: string, zh: string];

export function entry(number: number, text: Text, cause: Text, remedy: Text): ResultCodeEntry {
  return { number, text: bilingual(text), cause: bilingual(cause), remedy: bilingual(remedy) };
}

function bilingual([en, zh]: Text): Bilingual {
  return { en, zh };
}
