import ipaddr from 'ipaddr.js';

/** An agent host and the networks that its packets come from: main address and secondary nodes, CIDR notation. */
export interface Located {
  readonly id: string;
  readonly addresses: readonly string[];
}

/** Senders whose agent host is remembered; more than most networks have, and some megabytes. */
const REMEMBERED = 10_000;

/**
 * Finds an agent host by source address, the longest prefix first: a host inside another one's network is itself
 * (pitfall 4). Nothing in the packet is asked – NAS-IP-Address is a claim of whoever sent it.
 */
export class HostTable<Host extends Located> {
  private readonly byId = new Map<string, { readonly host: Host; readonly networks: readonly Network[] }>();
  /** Longest prefixes first. */
  private prefixes: Prefix<Host>[] = [];
  /** Whose packets came from an address: reading it costs more than looking it up. Forgotten at every change; no strangers. */
  private readonly found = new Map<string, Host>();

  get size(): number {
    return this.byId.size;
  }

  set(host: Host): void {
    this.delete(host.id);
    this.found.clear();
    const networks = host.addresses.flatMap((cidr) => parseNetwork(cidr) ?? []);
    this.byId.set(host.id, { host, networks });
    for (const network of networks) this.prefixOf(network).hosts.set(network.key, host);
  }

  delete(id: string): void {
    const known = this.byId.get(id);
    if (!known) return;
    this.found.clear();
    this.byId.delete(id);
    for (const network of known.networks) {
      const { hosts } = this.prefixOf(network);
      // Another host may have taken the network over before this one was deleted.
      if (hosts.get(network.key) === known.host) hosts.delete(network.key);
    }
  }

  find(address: string): Host | undefined {
    const known = this.found.get(address);
    if (known) return known;
    const host = this.search(address);
    if (!host) return undefined;
    if (this.found.size >= REMEMBERED) this.found.clear();
    this.found.set(address, host);
    return host;
  }

  private search(address: string): Host | undefined {
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

  private prefixOf({ family, bits }: Network): Prefix<Host> {
    const known = this.prefixes.find((prefix) => prefix.family === family && prefix.bits === bits);
    if (known) return known;
    const made: Prefix<Host> = { family, bits, hosts: new Map() };
    this.prefixes = [...this.prefixes, made].sort((left, right) => right.bits - left.bits);
    return made;
  }
}

interface Network {
  readonly family: 4 | 6;
  readonly bits: number;
  /** The masked address. */
  readonly key: string;
}

/** All networks of one length. */
interface Prefix<Host> extends Pick<Network, 'family' | 'bits'> {
  readonly hosts: Map<string, Host>;
}

function parseNetwork(cidr: string): Network | undefined {
  try {
    const [address, given] = cidr.includes('/') ? ipaddr.parseCIDR(cidr) : [ipaddr.parse(cidr), undefined];
    const bytes = address.toByteArray();
    const bits = given ?? bytes.length * 8;
    return { family: bytes.length === 4 ? 4 : 6, bits, key: maskedKey(bytes, bits) };
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
