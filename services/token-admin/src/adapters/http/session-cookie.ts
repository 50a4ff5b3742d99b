import * as adminApi from '@countersign/contracts/admin-api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { Refused } from '../../domain/refused.ts';

/** How the request came: over HTTPS, or in the clear without leaving this machine. Nothing else carries a session. */
type Carriage = 'https' | 'loopback';

/** 256 bits as base64url. */
const ID = /^[A-Za-z0-9_-]{43}$/;

const COOKIES: Readonly<Record<Carriage, { readonly name: string; readonly flags: string }>> = {
  // RFC 6265bis section 4.1.3.2: the prefix keeps other hosts of the domain, and plain HTTP, from setting it.
  https: { name: adminApi.SESSION_COOKIE, flags: 'Path=/; Secure; HttpOnly; SameSite=Strict' },
  loopback: { name: adminApi.LOOPBACK_SESSION_COOKIE, flags: 'Path=/; HttpOnly; SameSite=Strict' },
};

/** The session's id as the request carries it; undefined without one, or when it could have been overheard or slipped in. */
export function sessionIdOf(request: FastifyRequest): string | undefined {
  const carriage = carriageOf(request);
  if (carriage === undefined) return undefined;
  const { name } = COOKIES[carriage];
  const values = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
  const [value, another] = values;
  return another === undefined && value !== undefined && ID.test(value) ? value : undefined;
}

/** @throws Refused forbidden over plain HTTP from elsewhere */
export function requireSafeCarriage(request: FastifyRequest): Carriage {
  const carriage = carriageOf(request);
  if (carriage === undefined) throw new Refused('forbidden', 'Administrators sign in over HTTPS, or on the server itself.');
  return carriage;
}

/** No lifetime of its own: the browser forgets it at its end, the server sooner. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, id: string): void {
  const { name, flags } = COOKIES[requireSafeCarriage(request)];
  void reply.header('set-cookie', `${name}=${id}; ${flags}`);
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  const { name, flags } = COOKIES[requireSafeCarriage(request)];
  void reply.header('set-cookie', `${name}=; Max-Age=0; ${flags}`);
}

function carriageOf(request: FastifyRequest): Carriage | undefined {
  if (request.protocol === 'https') return 'https';
  // A proxy on this machine that nobody declared: where the request comes from is not known.
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'] ?? request.headers['x-forwarded-proto'];
  return forwarded === undefined && isLoopback(request.socket.remoteAddress) && isLoopback(request.ip) && isLoopbackName(request.headers.host) ? 'loopback' : undefined;
}

/** A page of another site whose name leads here (DNS rebinding) brings that name along: its browser is here, its author is not. */
function isLoopbackName(host = ''): boolean {
  const name = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]+))(?::\d+)?$/.exec(host)?.groups;
  return name?.['name']?.toLowerCase() === 'localhost' || isLoopback(name?.['v6'] ?? name?.['name']);
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}
