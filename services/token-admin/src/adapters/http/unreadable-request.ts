import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ResultCode } from '@countersign/contracts';
import { problem } from './problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** A client that does not take the answer is cut off. */
const TAKE_MS = 2_000;

/** What Node itself does not go on with; everything else that it cannot read is a bad request. */
const KNOWN: Readonly<Record<string, readonly [status: number, code: ResultCode]>> = {
  HPE_HEADER_OVERFLOW: [431, 'limit-exceeded'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'deadline-exceeded'],
};

/**
 * Answers what is no HTTP request (RFC 9112), has too many or too slow headers, or says two things about its length:
 * with a problem like every other refusal, and the end of the connection, because where the next request would begin is
 * not known.
 */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code] = KNOWN[error.code ?? ''] ?? [400, 'bad-request'];
  const body = JSON.stringify({ ...problem(code, 'en'), status });
  socket.end([
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, 'content-type: application/problem+json; charset=utf-8', 'content-language: en',
    `content-length: ${Buffer.byteLength(body)}`, ...Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`), 'connection: close', '', body,
  ].join('\r\n'));
  setTimeout(() => socket.destroy(), TAKE_MS).unref();
}
