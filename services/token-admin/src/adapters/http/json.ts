import { Refused } from '../../domain/refused.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON from bytes (RFC 8259 section 8.1: UTF-8, and nothing that only looks like it).
 * @param what for the message, such as `The body`
 * @throws Refused bad-request
 */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new Refused('bad-request', `${what} is not JSON in UTF-8.`); // the parser's own message repeats what was sent
  }
}
