import type { BackEndServers } from '@countersign/contracts';
import { isFilter, isOwnMachine, serverAddress } from '@countersign/ldap';
import { Refused } from '../domain/refused.ts';
import { requireCertificates } from './certificates.ts';

/** Refuses a back end that could not be asked, or only in the clear. @throws Refused bad-request with the reason */
export function requireReachable({ servers, security, ca, lookup }: BackEndServers, bindPasswordSet: boolean): void {
  for (const server of servers) {
    const address = serverAddress(server, security);
    if (!address) throw new Refused('bad-request', `“${server}” is neither a name nor an address, with or without a port.`);
    if (security === 'none' && !isOwnMachine(address)) throw new Refused('bad-request', `Passwords would go to ${server} in the clear: choose LDAPS or StartTLS.`);
  }
  if (new Set(servers).size < servers.length) throw new Refused('bad-request', 'A server is named twice.');
  if (ca !== null) {
    if (security === 'none') throw new Refused('bad-request', 'Without TLS a certificate has no use.');
    requireCertificates(ca);
  }
  if (lookup.how === 'search') {
    if (!isFilter(lookup.filter)) throw new Refused('bad-request', 'The filter is not one of LDAP, such as (&(objectClass=person)(uid={login})).');
    // With a name and no password LDAP lets anybody in, as nobody.
    if ((lookup.bindDn !== null) !== bindPasswordSet) throw new Refused('bad-request', 'A service account has a name and a password, or there is none.');
  } else if (bindPasswordSet) {
    throw new Refused('bad-request', 'Nothing is searched for: a service account has no use here.');
  }
}
