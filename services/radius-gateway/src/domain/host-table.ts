import ipaddr from 'ipaddr.js';

/** An agent host and the networks that its packets come from: main address and secondary nodes, CIDR notation. */
export interface Located {
  readonly id: string;
  readonly addresses: readonly string[];
}

/**
 * Finds an agent host by source address, the longest prefix first: a host inside another one's network is itself
 * (pitfall 4). Nothing in the packet is asked – NAS-IP-Address is a claim of whoever sent it.
 */
export class HostTable<Host extends Located> {
  private readonly byId = new Map<string, Host>();
  /** Family and prefix length → masked address → host; longest prefixes first. */
  private prefixes: { readonly family: 4 | 6; readonly bits: number; readonly hosts: Map<string, Host> }[] = [];

  get size(): number {
    return this.byId.size;
  }

  set(host: Host): void {
    this.byId.set(host.id, host);
    this.rebuild();
  }

  /** All at once: one rebuild for the first load of many hosts. */
  setAll(hosts: Iterable<Host>): void {
    for (const host of hosts) this.byId.set(host.id, host);
    this.rebuild();
  }

  delete(id: string): void {
    if (this.byId.delete(id)) this.rebuild();
  }

  find(address: string): Host | undefined {
    const bytes = addressBytes(address);
    if (!bytes) return undefined;
    const family = bytes.length === 4 ? 4 : 6;
    for (const prefix of this.prefixes) {
      if (prefix.family !== family) continue;
      const host = prefix.hosts.get(maskedKey(bytes, prefix.bits));
      if (host) return host;
    }
    return undefined;
  }

  private rebuild(): void {
    const tables = new Map<string, { family: 4 | 6; bits: number; hosts: Map<string, Host> }>();
    for (const host of this.byId.values()) {
      for (const cidr of host.addresses) {
        const network = parseNetwork(cidr);
        if (!network) continue;
        const family = network.bytes.length === 4 ? 4 : 6;
        const key = `${family}/${network.bits}`;
        const table = tables.get(key) ?? { family, bits: network.bits, hosts: new Map<string, Host>() };
        tables.set(key, table);
        table.hosts.set(maskedKey(network.bytes, network.bits), host);
      }
    }
    this.prefixes = [...tables.values()].sort((left, right) => right.bits - left.bits);
  }
}

function parseNetwork(cidr: string): { bytes: number[]; bits: number } | undefined {
  try {
    const [address, bits] = cidr.includes('/') ? ipaddr.parseCIDR(cidr) : [ipaddr.parse(cidr), undefined];
    const bytes = address.toByteArray();
    return { bytes, bits: bits ?? bytes.length * 8 };
  } catch {
    return undefined;
  }
}

/** 4 or 16 bytes; an IPv4 address that a dual-stack socket shows as ::ffff:a.b.c.d is the IPv4 address. */
function addressBytes(address: string): number[] | undefined {
  try {
    return ipaddr.process(address).toByteArray();
  } catch {
    return undefined;
  }
}

function maskedKey(bytes: readonly number[], bits: number): string {
  let key = '';
  for (const [index, byte] of bytes.entries()) {
    const kept = Math.min(Math.max(bits - index * 8, 0), 8);
    key += String.fromCharCode(byte & (0xff << (8 - kept)) & 0xff);
  }
  return key;
}
