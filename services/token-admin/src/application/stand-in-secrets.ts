import type { RandomBytes } from '../domain/uuid-v7.ts';

/** 33 bits for an hour's 60 guesses at one user; read out on the telephone. */
const BYPASS_CODE = { characters: '0123456789', length: 10 } as const;
/** 59 bits, good for days; letters and digits that nobody takes for each other. */
const TEMPORARY_PASSWORD = { characters: 'abcdefghjkmnpqrstuvwxyz23456789', length: 12 } as const;

export const newBypassCode = (random: RandomBytes): string => text(BYPASS_CODE, random);
export const newTemporaryPassword = (random: RandomBytes): string => text(TEMPORARY_PASSWORD, random);

/** Each character as likely as any other: bytes above the last whole multiple are thrown away. */
function text({ characters, length }: { readonly characters: string; readonly length: number }, random: RandomBytes): string {
  const limit = 256 - 256 % characters.length;
  let made = '';
  while (made.length < length) {
    for (const byte of random(length)) if (byte < limit && made.length < length) made += characters.charAt(byte % characters.length);
  }
  return made;
}
