import { useMemo } from 'react';
import { useLanguage, localeOf, type Language } from './index.ts';

export interface Format {
  /** Date and time to the minute, local; a dash for null. */
  readonly instant: (iso: string | null | undefined) => string;
  /** Date and time to the second, local. */
  readonly precise: (iso: string) => string;
  readonly date: (iso: string | null | undefined) => string;
  readonly number: (value: number) => string;
  /** Words one after another, as the language parts them. */
  readonly list: (words: readonly string[]) => string;
}

const NOTHING = '–';

export function formatFor(language: Language): Format {
  const locale = localeOf(language);
  const minute = new Intl.DateTimeFormat(locale, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  const second = new Intl.DateTimeFormat(locale, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const day = new Intl.DateTimeFormat(locale, { year: 'numeric', month: '2-digit', day: '2-digit' });
  const number = new Intl.NumberFormat(locale);
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const or = (format: Intl.DateTimeFormat) => (iso: string | null | undefined): string => (iso === null || iso === undefined ? NOTHING : format.format(new Date(iso)));
  return { instant: or(minute), precise: or(second), date: or(day), number: (value) => number.format(value), list: (words) => list.format(words) };
}

export function useFormat(): Format {
  const { language } = useLanguage();
  return useMemo(() => formatFor(language), [language]);
}
