import { isUtf8 } from 'node:buffer';
import { type Outcome, refused, usable } from '../outcome.ts';

/** Why bytes cannot be a password that somebody typed. Both are what a wrong shared secret looks like. */
export type PasswordTextFault = 'ill-formed-utf8' | 'control-character';

/** C0, DEL and C1: no keyboard enters them and no password dialogue lets them through. */
const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * Reads an opened User-Password as text. Any character but a control character is allowed and kept as it is;
 * backslashes, spaces at either end and the empty password included.
 *
 * What a wrong secret makes of a short password (16 bytes) passes as text three times in a million.
 */
export function passwordText(password: Buffer): Outcome<string, PasswordTextFault> {
  if (!isUtf8(password)) return refused('ill-formed-utf8');
  const text = password.toString('utf8');
  return CONTROL_CHARACTER.test(text) ? refused('control-character') : usable(text);
}
