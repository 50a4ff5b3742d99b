/** IP addresses as text, without node:net: a codec has no business with sockets. */

const IPV6_GROUPS = 8;
const IPV4_TEXT = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.|$)){4}$/;
const IPV6_GROUP_TEXT = /^[\da-f]{1,4}$/i;

/** "192.0.2.1" of 4 bytes. */
export function formatIpv4(bytes: Buffer): string {
  return [...bytes].join('.');
}

/** The 4 bytes of "192.0.2.1"; undefined for any other form, leading zeros included. */
export function parseIpv4(text: string): Buffer | undefined {
  return IPV4_TEXT.test(text) && !text.endsWith('.') ? Buffer.from(text.split('.').map(Number)) : undefined;
}

/** Where the longest run of two or more zero groups begins and ends (RFC 5952 section 4.2). */
function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly end: number } {
  let best = { start: 0, end: 0 };
  let start = 0;
  for (const [index, group] of [...groups, 1].entries()) {
    if (group === 0) continue;
    if (index - start > Math.max(1, best.end - best.start)) best = { start, end: index };
    start = index + 1;
  }
  return best;
}

/** The canonical text of 16 bytes (RFC 5952): "2001:db8::1". */
export function formatIpv6(bytes: Buffer): string {
  const groups = Array.from({ length: IPV6_GROUPS }, (_, index) => bytes.readUInt16BE(index * 2));
  const { start, end } = longestZeroRun(groups);
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  return start === end ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(end))}`;
}

/** The groups on one side of "::"; undefined when one of them is no group. */
function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const dotted = index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (dotted !== undefined) groups.push(dotted.readUInt16BE(0), dotted.readUInt16BE(2));
    else if (IPV6_GROUP_TEXT.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** The 16 bytes of an IPv6 address in any form of RFC 4291 section 2.2, without a zone. */
export function parseIpv6(text: string): Buffer | undefined {
  const sides = text.split('::');
  const [left, right] = sides.map(parseGroups);
  if (sides.length > 2 || left === undefined) return undefined;
  if (sides.length === 1) return left.length === IPV6_GROUPS ? joinGroups(left) : undefined;
  // "::" stands for at least one group, and a dotted quad can only end the address.
  if (right === undefined || sides[0]?.includes('.') === true) return undefined;
  const missing = IPV6_GROUPS - left.length - right.length;
  return missing < 1 ? undefined : joinGroups([...left, ...Array.from({ length: missing }, () => 0), ...right]);
}

function joinGroups(groups: readonly number[]): Buffer {
  const bytes = Buffer.alloc(IPV6_GROUPS * 2);
  for (const [index, group] of groups.entries()) bytes.writeUInt16BE(group, index * 2);
  return bytes;
}
