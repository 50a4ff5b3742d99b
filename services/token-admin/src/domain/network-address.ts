import ipaddr from 'ipaddr.js';
import { Refused } from './refused.ts';

/**
 * An address or CIDR range in the one form that is stored. IPv4 inside IPv6 becomes IPv4, because that is how a packet's
 * source looks once the gateway has it; bits behind the prefix are refused rather than cut off in silence, and both things
 * that may have been meant are named.
 * @throws Refused bad-request
 */
export function networkOf(text: string): string {
  const [addressText = '', prefixText, ...rest] = text.split('/');
  if (rest.length > 0 || !isCanonical(addressText)) throw notAnAddress(text);
  let address = ipaddr.parse(addressText);
  let length = address.kind() === 'ipv4' ? 32 : 128;
  let prefix = prefixText === undefined ? length : prefixOf(prefixText, text);
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && prefix >= 96) {
    address = address.toIPv4Address();
    prefix -= 96;
    length = 32;
  }
  if (prefix > length) throw notAnAddress(text);
  const first = address.toByteArray().map((byte, index) => byte & ~(0xff >> Math.min(8, Math.max(0, prefix - index * 8))));
  if (first.some((byte, index) => byte !== address.toByteArray()[index])) {
    const range = `${ipaddr.fromByteArray(first).toString()}/${prefix}`;
    throw new Refused('bad-request', `${text} is an address inside a range: the range is ${range}, and this one address alone ${address.toString()}.`);
  }
  return `${address.toString()}/${prefix}`;
}

/** Whether an address lies in one of the networks, each in the form of {@link networkOf}. */
export function isAmong(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return networks.some((network) => {
    const [base, length] = ipaddr.parseCIDR(network);
    return base.kind() === parsed.kind() && parsed.match(base, length);
  });
}

// Octal, hexadecimal and short forms of IPv4 mean different things to different people.
const isCanonical = (text: string): boolean => ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes('%'));

function prefixOf(text: string, whole: string): number {
  if (!/^(?:0|[1-9]\d{0,2})$/.test(text)) throw notAnAddress(whole);
  return Number(text);
}

const notAnAddress = (text: string): Refused => new Refused('bad-request', `${text} is not an address or a CIDR range.`);
