/** English and Simplified Chinese: two dictionaries of one shape; a missing or superfluous key does not compile. */
import { createContext, useContext } from 'react';
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';
import type { Messages } from './messages.ts';

export type { Messages } from './messages.ts';
export type Language = 'en' | 'zh';

export const dictionaries: Readonly<Record<Language, Messages>> = { en, zh };

/** What is told to the browser and to Intl. */
export const localeOf = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB');

/** The language that was chosen here before, or the first of the browser's that there is. */
export function initialLanguage(stored: string | null, preferred: readonly string[]): Language {
  if (stored === 'en' || stored === 'zh') return stored;
  const known = preferred.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag === 'en' || tag === 'zh');
  return known === 'zh' ? 'zh' : 'en';
}

export interface LanguageChoice {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

export const LanguageContext = createContext<LanguageChoice>({ language: 'en', choose: () => undefined });

export const useLanguage = (): LanguageChoice => useContext(LanguageContext);

/** The dictionary of the chosen language. */
export const useTexts = (): Messages => dictionaries[useLanguage().language];
