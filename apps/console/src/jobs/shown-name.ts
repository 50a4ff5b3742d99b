/** A file's name as one line of text that fits a job. */
export const shownName = (name: string): string => name.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, 255);
