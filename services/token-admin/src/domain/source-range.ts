/** Which addresses an agent host may be given: packets can come from them, and others are left some. */
import ipaddr from 'ipaddr.js';
import type { Caller } from './caller.ts';
import { Refused } from './refused.ts';

/**
 * Ranges without an address that a device could send from: this network (RFC 1122 section 3.2.1.3), multicast and the
 * limited broadcast of IPv4; the unspecified address and multicast of IPv6 (RFC 4291 sections 2.5.2 and 2.7).
 */
const SOURCELESS = ['0.0.0.0/8', '224.0.0.0/4', '255.255.255.255/32', '::/128', 'ff00::/8'].map((range) => ipaddr.parseCIDR(range));

/**
 * Bits of the widest range that a scope other than everywhere gives: of IPv4 the second of the three private blocks
 * (RFC 1918; the first is the whole of what many have), of IPv6 what a provider gets.
 */
const SHORTEST_SCOPED_PREFIX = { ipv4: 12, ipv6: 32 } as const;

/**
 * No device sends from such an address: sign-ins could never come from there.
 * @param network in the form of `networkOf`
 * @throws Refused bad-request
 */
export function requirePossibleSource(network: string): void {
  const [first, prefix] = ipaddr.parseCIDR(network);
  const isSourceless = SOURCELESS.some(([base, length]) => base.kind() === first.kind() && prefix >= length && first.match(base, length));
  if (isSourceless) throw new Refused('bad-request', `No packet comes from ${network}: give the address that the device sends from.`);
}

/**
 * A range of so many addresses that others could have no agent host beside it is for those who reach everywhere.
 * @param network in the form of `networkOf`
 * @throws Refused forbidden
 */
export function requireModestRange(network: string, { scope }: Pick<Caller, 'scope'>): void {
  if (scope.kind === 'all') return;
  const [first, prefix] = ipaddr.parseCIDR(network);
  const shortest = SHORTEST_SCOPED_PREFIX[first.kind()];
  if (prefix < shortest) throw new Refused('forbidden', `${network} is wider than /${shortest}: that takes somebody whose scope is everything.`);
}
