import ipaddr from 'ipaddr.js';

/** The peer's address as people write it: IPv4 inside IPv6 as IPv4, without an interface's name. */
export function sourceAddress(peer: string): string {
  const [address = ''] = peer.split('%');
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : '';
}

const NETWORK_BYTES = 8;

/** Whom a throttle holds responsible: an IPv4 address, or the /64 network that one customer has of IPv6. */
export function throttledSource(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  return Buffer.from(ipaddr.parse(address).toByteArray().slice(0, NETWORK_BYTES)).toString('hex');
}
