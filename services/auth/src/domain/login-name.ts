import { foldLogin } from '@countersign/contracts';

/** How an agent host writes login names: which decorations are taken off before the user is looked for. */
export type LoginForm = 'as-is' | 'strip-domain' | 'strip-realm' | 'strip-both';

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
