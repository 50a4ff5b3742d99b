import type { FastifyRequest } from 'fastify';
import { Refused } from '../../domain/refused.ts';

/** What a browser says of requests that the own pages, or nobody's, make (Fetch Metadata, `Sec-Fetch-Site`). */
const OWN_SITES = new Set(['same-origin', 'none']);

type Facts = Pick<FastifyRequest, 'headers' | 'host' | 'protocol' | 'ips'>;

/**
 * A browser says which page wrote a request, and no script can make it say otherwise: another site's page changes
 * nothing by a session, even if it had the session's token. What says nothing of that is no browser, and goes on.
 * @throws Refused forbidden
 */
export function requireOwnOrigin(request: Facts): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isForeign = (site !== undefined && !(typeof site === 'string' && OWN_SITES.has(site)))
    || (origin !== undefined && !isOwn(origin, request) && !(isProxied(request) && site === 'same-origin'));
  if (isForeign) throw new Refused('forbidden', 'A page of another origin asks: by a session, only the pages of this server change anything.');
}

/** Behind a declared proxy, protocol and host are those that it was asked with, if it passes them on. */
function isOwn(origin: string, { protocol, host }: Facts): boolean {
  return URL.canParse(origin) && URL.canParse(`${protocol}://${host}`) && new URL(origin).origin === new URL(`${protocol}://${host}`).origin;
}

/** A declared proxy may ask under a host's name of its own: then the browser's own word has to do. */
const isProxied = ({ ips }: Facts): boolean => (ips?.length ?? 0) > 1;
