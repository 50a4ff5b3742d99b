import dayjs from 'dayjs';
import { useMemo } from 'react';
import { dictionaries, useLanguage, localeOf, type Language } from './index.ts';

export interface Format {
  /** Date and time to the minute, local; a dash for null. */
  readonly instant: (iso: string | null | undefined) => string;
  /** Date and time to the second, local. */
  readonly precise: (iso: string) => string;
  readonly date: (iso: string | null | undefined) => string;
  /** An end: the last day, where what ends is good for the whole of it; the first moment when it is good no more otherwise. */
  readonly end: (iso: string | null | undefined) => string;
  readonly number: (value: number) => string;
  /** Words one after another, as the language parts them; `list` has an "and" before the last. */
  readonly list: (words: readonly string[]) => string;
  readonly series: (words: readonly string[]) => string;
}

const NOTHING = '–';
/** Read in the same way everywhere (ISO 8601), and as the date pickers write it. */
const DATE = 'YYYY-MM-DD';
/** Ends that were meant as the end of a day are written to the millisecond or to the second. */
const LAST_SECOND_MS = 1000;
const DAY_MS = 86_400_000;

/** The day that an instant ends, here or by UTC, as files of tokens are read; undefined: it ends none. */
function lastDay(iso: string): string | undefined {
  const last = dayjs(iso).subtract(1, 'millisecond');
  if (last.endOf('day').diff(last) <= LAST_SECOND_MS) return last.format(DATE);
  const at = Date.parse(iso);
  return at % DAY_MS === 0 ? `${new Date(at - 1).toISOString().slice(0, DATE.length)} (UTC)` : undefined;
}

export function formatFor(language: Language): Format {
  const locale = localeOf(language);
  const number = new Intl.NumberFormat(locale);
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const as = (pattern: string) => (iso: string | null | undefined): string => (iso === null || iso === undefined ? NOTHING : dayjs(iso).format(pattern));
  const instant = as(`${DATE} HH:mm`);
  const end = (iso: string | null | undefined): string => {
    const day = iso === null || iso === undefined ? undefined : lastDay(iso);
    return day === undefined ? instant(iso) : dictionaries[language].words.through(day);
  };
  return {
    instant, end, precise: as(`${DATE} HH:mm:ss`), date: as(DATE), number: (value) => number.format(value),
    list: (words) => list.format(words), series: (words) => words.join(language === 'zh' ? '、' : ', '),
  };
}

export function useFormat(): Format {
  const { language } = useLanguage();
  return useMemo(() => formatFor(language), [language]);
}
