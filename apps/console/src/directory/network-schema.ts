import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** What may have been meant by an address with a prefix that leaves bits behind it. */
export interface MeantNetwork {
  readonly range: string;
  readonly address: string;
}

/** An address or a range, as agent hosts have them. The server decides; this says it sooner, in the reader's language. */
export const networkSchema = z.string().transform((text) => text.trim()).superRefine((text, context) => {
  if (!network.safeParse(text).success) {
    context.addIssue({ code: 'custom', message: 'must be an address or a range' });
    return;
  }
  const meant = meantBy(text);
  if (meant !== undefined) context.addIssue({ code: 'custom', message: 'must be the beginning of its range', params: { ...meant } });
});

function meantBy(text: string): MeantNetwork | undefined {
  const [address = '', prefix] = text.split('/');
  if (prefix === undefined) return undefined;
  const given = ipaddr.parse(address);
  const first = given instanceof ipaddr.IPv4 ? ipaddr.IPv4.networkAddressFromCIDR(text) : ipaddr.IPv6.networkAddressFromCIDR(text);
  return first.toNormalizedString() === given.toNormalizedString() ? undefined : { range: `${first.toString()}/${prefix}`, address: given.toString() };
}
