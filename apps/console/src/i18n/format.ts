import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useLanguage, localeOf, type Language } from './index.ts';

export interface Format {
  /** Date and time to the minute, local; a dash for null. */
  readonly instant: (iso: string | null | undefined) => string;
  /** Date and time to the second, local. */
  readonly precise: (iso: string) => string;
  readonly date: (iso: string | null | undefined) => string;
  readonly number: (value: number) => string;
  /** Words one after another, as the language parts them; `list` has an "and" before the last. */
  readonly list: (words: readonly string[]) => string;
  readonly series: (words: readonly string[]) => string;
}

const NOTHING = '–';
/** Read in the same way everywhere (ISO 8601), and as the date pickers write it. */
const DATE = 'YYYY-MM-DD';

export function formatFor(language: Language): Format {
  const locale = localeOf(language);
  const number = new Intl.NumberFormat(locale);
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const as = (pattern: string) => (iso: string | null | undefined): string => (iso === null || iso === undefined ? NOTHING : dayjs(iso).format(pattern));
  return {
    instant: as(`${DATE} HH:mm`), precise: as(`${DATE} HH:mm:ss`), date: as(DATE), number: (value) => number.format(value),
    list: (words) => list.format(words), series: (words) => words.join(language === 'zh' ? '、' : ', '),
  };
}

export function useFormat(): Format {
  const { language } = useLanguage();
  return useMemo(() => formatFor(language), [language]);
}
