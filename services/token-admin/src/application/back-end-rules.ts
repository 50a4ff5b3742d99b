import { X509Certificate } from 'node:crypto';
import type { BackEndServers } from '@countersign/contracts';
import { isFilter, isOwnMachine, serverAddress } from '@countersign/ldap';
import { Refused } from '../domain/refused.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Refuses a back end that could not be asked, or only in the clear. @throws Refused bad-request with the reason */
export function requireReachable({ servers, security, ca, lookup }: BackEndServers, bindPasswordSet: boolean): void {
  for (const server of servers) {
    const address = serverAddress(server, security);
    if (!address) throw new Refused('bad-request', `“${server}” is neither a name nor an address, with or without a port.`);
    if (security === 'none' && !isOwnMachine(address)) throw new Refused('bad-request', `Passwords would go to ${server} in the clear: choose LDAPS or StartTLS.`);
  }
  if (new Set(servers).size < servers.length) throw new Refused('bad-request', 'A server is named twice.');
  if (ca !== null) requireCertificates(ca, security);
  if (lookup.how === 'search') {
    if (!isFilter(lookup.filter)) throw new Refused('bad-request', 'The filter is not one of LDAP, such as (&(objectClass=person)(uid={login})).');
    // With a name and no password LDAP lets anybody in, as nobody.
    if ((lookup.bindDn !== null) !== bindPasswordSet) throw new Refused('bad-request', 'A service account has a name and a password, or there is none.');
  } else if (bindPasswordSet) {
    throw new Refused('bad-request', 'Nothing is searched for: a service account has no use here.');
  }
}

function requireCertificates(ca: string, security: BackEndServers['security']): void {
  if (security === 'none') throw new Refused('bad-request', 'Without TLS a certificate has no use.');
  const blocks = ca.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) throw new Refused('bad-request', 'There is no certificate (PEM) in what was given.');
  for (const block of blocks) {
    try {
      void new X509Certificate(block);
    } catch {
      throw new Refused('bad-request', 'A certificate cannot be read.');
    }
  }
}
