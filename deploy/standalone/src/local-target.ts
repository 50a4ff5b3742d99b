import { isIPv6 } from 'node:net';
import type { Listen } from './config.ts';

const WILDCARDS = new Set(['0.0.0.0', '::']);

/** How a program on this computer reaches what listens there: a wildcard is reached over IPv4's loopback. */
export function localTarget({ host, port }: Listen): Listen {
  return { host: WILDCARDS.has(host) ? '127.0.0.1' : host, port };
}

/** `HOST:PORT`, with brackets around an IPv6 address. */
export function hostAndPort({ host, port }: Listen): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The source address of what is sent from here to a local target, as one agent host's range. */
export function ownRange(host: string): string {
  return `${host}/${isIPv6(host) ? 128 : 32}`;
}
