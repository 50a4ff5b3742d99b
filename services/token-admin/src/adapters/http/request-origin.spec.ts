/** Which pages may change anything by a session: those of this server, under the name that the browser called it by. */
import { expect, test } from '@jest/globals';
import { requireOwnOrigin } from './request-origin.ts';

interface Facts {
  readonly protocol?: 'http' | 'https';
  readonly host?: string;
  readonly proxied?: boolean;
  readonly origin?: string;
  readonly site?: string;
}
const ask = ({ protocol = 'https', host = 'tokens.example', proxied = false, origin, site }: Facts) => () => requireOwnOrigin({
  protocol, host, headers: { ...(origin === undefined ? {} : { origin }), ...(site === undefined ? {} : { 'sec-fetch-site': site }) },
  ...(proxied ? { ips: ['10.0.0.1', '198.51.100.7'] } : { ips: ['198.51.100.7'] }),
});

test.each<Facts>([
  {}, { origin: 'https://tokens.example' }, { origin: 'https://tokens.example', site: 'same-origin' }, { site: 'same-origin' }, { site: 'none' },
  { host: 'tokens.example:443', origin: 'https://tokens.example' }, { host: 'TOKENS.example:8443', origin: 'https://tokens.example:8443' },
  { protocol: 'http', host: 'localhost:8080', origin: 'http://localhost:8080' }, { protocol: 'http', host: '[::1]:8080', origin: 'http://[::1]:8080' },
  { proxied: true, origin: 'https://tokens.example' }, { proxied: true, host: 'upstream:8080', origin: 'https://tokens.example', site: 'same-origin' },
])('%j is of an own page, or of no browser', (facts) => {
  expect(ask(facts)).not.toThrow();
});

test.each<Facts>([
  { origin: 'http://evil.example' }, { origin: 'null' }, { origin: 'null', site: 'cross-site' }, { origin: '' }, { origin: 'tokens.example' }, { site: 'cross-site' }, { site: 'same-site' }, { site: 'anything' },
  { origin: 'https://evil.example', site: 'same-origin' }, { origin: 'https://tokens.example', site: 'cross-site' }, { origin: 'http://tokens.example' }, { origin: 'https://tokens.example:8443' },
  { origin: 'https://tokens.example.evil.example' }, { origin: 'https://sub.tokens.example' }, { host: '', origin: 'https://tokens.example' }, { host: 'a b', origin: 'https://a b' },
  { proxied: true, origin: 'https://evil.example' }, { proxied: true, host: 'upstream:8080', origin: 'https://tokens.example' }, { proxied: true, origin: 'https://tokens.example', site: 'cross-site' },
])('%j is not', (facts) => {
  expect(ask(facts)).toThrow(expect.objectContaining({ code: 'forbidden' }));
});
