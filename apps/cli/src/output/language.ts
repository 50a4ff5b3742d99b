export type Language = 'en' | 'zh';

/** A text in both languages; one that comes from elsewhere, such as the server, is as it is. */
export type Text = string | readonly [en: string, zh: string];

/** The language of messages: Chinese where the environment asks for it (POSIX: LC_ALL, LC_MESSAGES, LANG), else English. */
export function languageOf(environment: NodeJS.ProcessEnv): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return /^zh(?:[_.@-]|$)/i.test(locale) ? 'zh' : 'en';
}

/** The text in one language. */
export function say(text: Text, language: Language): string {
  return typeof text === 'string' ? text : text[language === 'zh' ? 1 : 0];
}
