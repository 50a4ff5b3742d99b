import { isIP } from 'node:net';
import type { TransportSecurity } from './directory-settings.ts';

export interface ServerAddress {
  /** A name or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
}

const PORTS = { ldaps: 636, starttls: 389, none: 389 } as const;
const NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/** Reads `host`, `host:port`, `[v6]` or `[v6]:port`; undefined when it is none of these. */
export function serverAddress(text: string, security: TransportSecurity): ServerAddress | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? '';
  const known = bracketed === undefined ? isIP(host) === 4 || (isIP(host) === 0 && NAME.test(host)) : isIP(host) === 6;
  const number = port === undefined ? PORTS[security] : Number(port);
  return known && number >= 1 && number <= 65_535 ? { host, port: number } : undefined;
}

/** Whether what goes there stays on this machine. */
export function isOwnMachine({ host }: ServerAddress): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
