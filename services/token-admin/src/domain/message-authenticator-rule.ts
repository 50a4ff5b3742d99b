import { Refused } from './refused.ts';

interface Protection {
  readonly requireMessageAuthenticator: boolean;
  readonly limitProxyState: boolean;
}

/**
 * A host whose packets need no Message-Authenticator is open to forged answers (CVE-2024-3596) unless Proxy-State, the
 * room that the forgery needs, is limited. One of the two has to stay.
 * @throws Refused bad-request
 */
export function requireProtection({ requireMessageAuthenticator, limitProxyState }: Protection): void {
  if (requireMessageAuthenticator || limitProxyState) return;
  throw new Refused('bad-request', 'requireMessageAuthenticator and limitProxyState cannot both be off: answers to this host could be forged (CVE-2024-3596).');
}
