import { z } from 'zod';

/** Addresses that a pool gives out, both ends included; IPv4, which is what Framed-IP-Address can carry (RFC 2865 section 5.8). */
export const addressRangeSchema = z.strictObject({ first: z.ipv4(), last: z.ipv4() })
  .refine(({ first, last }) => addressNumber(first) <= addressNumber(last), 'must not end before it begins').meta({ id: 'AddressRange' });
export type AddressRange = z.infer<typeof addressRangeSchema>;

/** Addresses of one pool in all. An exact search of a full one takes some 10 ms. */
export const MOST_POOL_ADDRESSES = 65_536;

/** 0 to 4294967295. */
export function addressNumber(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

export function addressText(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

export const poolSize = (ranges: readonly AddressRange[]): number =>
  ranges.reduce((sum, { first, last }) => sum + addressNumber(last) - addressNumber(first) + 1, 0);

/** The address with this index, counted over the ranges in their order; undefined behind the last. */
export function addressAt(ranges: readonly AddressRange[], index: number): string | undefined {
  let left = index;
  for (const { first, last } of ranges) {
    const size = addressNumber(last) - addressNumber(first) + 1;
    if (left < size) return addressText(addressNumber(first) + left);
    left -= size;
  }
  return undefined;
}

/** Whether two of the ranges share an address. */
export function rangesOverlap(ranges: readonly AddressRange[]): boolean {
  const sorted = ranges.toSorted((one, other) => addressNumber(one.first) - addressNumber(other.first));
  return sorted.some(({ first }, index) => {
    const before = sorted[index - 1];
    return before !== undefined && addressNumber(before.last) >= addressNumber(first);
  });
}
