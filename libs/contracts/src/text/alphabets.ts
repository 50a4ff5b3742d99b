/** Alphabets whose letters look like each other's. */
const ALPHABETS: readonly RegExp[] = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Cherokee}/u];

/**
 * Whether letters of several alphabets stand in one name, so that it can pass for another one (UTS #39 section 5.2):
 * `аlice` with a Cyrillic `а`. Chinese, Japanese and other scripts beside Latin are as people write.
 */
export const mixesAlphabets = (text: string): boolean => ALPHABETS.filter((alphabet) => alphabet.test(text)).length > 1;
