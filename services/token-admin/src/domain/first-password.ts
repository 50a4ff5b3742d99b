import { foldLogin } from '@countersign/contracts';
import { Refused } from './refused.ts';

/** An administrator's password, given or chosen, is not to be guessed from the name. @throws Refused password-unsuitable */
export function requireWithoutLogin(password: string, login: string): void {
  if (foldLogin(password).includes(foldLogin(login))) throw new Refused('password-unsuitable', 'It holds the login name.');
}
