/** How an agent host writes login names: which decorations are taken off before the user is looked for. */
export type LoginForm = 'as-is' | 'strip-domain' | 'strip-realm' | 'strip-both';

/**
 * The form in which login names are stored and compared: NFKC, case-folded (sign-in.md, "Finding the user").
 * Lower-casing the upper-cased text folds what has no single lower-case form (ß, ſ) as well.
 */
export function foldLogin(login: string): string {
  return login.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/**
 * The login name behind what a NAS sent: `DOMAIN\user` and `user@realm` by the agent host's rule.
 * Undefined when nothing is left: a name of white space alone is nobody's.
 */
export function loginNameOf(typed: string, form: LoginForm): string | undefined {
  let name = typed;
  if (form === 'strip-domain' || form === 'strip-both') name = name.slice(name.indexOf('\\') + 1);
  if (form === 'strip-realm' || form === 'strip-both') {
    const at = name.lastIndexOf('@');
    if (at > 0) name = name.slice(0, at);
  }
  const folded = foldLogin(name);
  return folded.trim() === '' ? undefined : folded;
}
