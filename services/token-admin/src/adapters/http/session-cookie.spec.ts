/** The cookie of a session: where it is set, and from whom it is believed. */
import { expect, test } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clearSessionCookie, sessionIdOf, setSessionCookie } from './session-cookie.ts';

const request = (facts: { protocol?: string; ip?: string; remote?: string; cookie?: string; host?: string }): FastifyRequest => ({
  protocol: facts.protocol ?? 'http', ip: facts.ip ?? '127.0.0.1', socket: { remoteAddress: facts.remote ?? '127.0.0.1' }, headers: { cookie: facts.cookie, host: facts.host ?? '127.0.0.1:8080' },
}) as unknown as FastifyRequest;
const id = 'a'.repeat(43);
function cookieFor(asking: FastifyRequest): unknown {
  let value: unknown;
  const reply = { header: (_: string, given: unknown) => { value = given; } } as unknown as FastifyReply;
  setSessionCookie(asking, reply, id);
  return value;
}

test('is bound to this host and to HTTPS, wherever HTTPS is', () => {
  expect(cookieFor(request({ protocol: 'https', ip: '192.0.2.1', remote: '192.0.2.1' }))).toBe(`__Host-countersign=${id}; Path=/; Secure; HttpOnly; SameSite=Strict`);
  expect(cookieFor(request({ ip: '::ffff:127.0.0.1', remote: '::1' }))).toBe(`countersign-session=${id}; Path=/; HttpOnly; SameSite=Strict`);
});

test.each([{ ip: '192.0.2.1', remote: '192.0.2.1' }, { ip: '192.0.2.1', remote: '127.0.0.1' }, { ip: '127.0.0.1', remote: '192.0.2.1' }])('is not set, nor believed, in the clear from elsewhere: %j', (from) => {
  expect(() => cookieFor(request(from))).toThrow('HTTPS');
  expect(() => clearSessionCookie(request(from), {} as FastifyReply)).toThrow('HTTPS');
  expect(sessionIdOf(request({ ...from, cookie: `countersign-session=${id}; __Host-countersign=${id}` }))).toBeUndefined();
});

test.each(['localhost', 'LOCALHOST:9000', '127.0.0.1', '127.1.2.3:1', '[::1]:8080', '[::ffff:127.0.0.1]'])('comes from a page of this computer: %s', (host) => {
  expect(sessionIdOf(request({ host, cookie: `countersign-session=${id}` }))).toBe(id);
});

test.each(['elsewhere.example:8080', 'localhost.elsewhere.example', '127.0.0.1.elsewhere.example', '192.0.2.1', '0.0.0.0:8080', '', '127.0.0.1:8080:1', '[::1', 'localhost:8080@elsewhere'])('comes from no page that calls this computer %j: who wrote it is elsewhere (DNS rebinding)', (host) => {
  expect(sessionIdOf(request({ host, cookie: `countersign-session=${id}` }))).toBeUndefined();
  expect(() => cookieFor(request({ host }))).toThrow('HTTPS');
});

test('of one kind of transport is nothing on the other', () => {
  expect(sessionIdOf(request({ cookie: `__Host-countersign=${id}` }))).toBeUndefined();
  expect(sessionIdOf(request({ protocol: 'https', cookie: `countersign-session=${id}` }))).toBeUndefined();
  expect(sessionIdOf(request({ protocol: 'https', cookie: `a=b; __Host-countersign=${id}` }))).toBe(id);
});

test.each([undefined, '', `countersign-session=${id}; countersign-session=${'b'.repeat(43)}`, 'countersign-session=short', `countersign-session=${id}x`, `xcountersign-session=${id}`, `countersign-session="${id}"`])('%j is none', (cookie) => {
  expect(sessionIdOf(request(cookie === undefined ? {} : { cookie }))).toBeUndefined();
});
