import { Refused } from '../../domain/refused.ts';

/** No request of the contract nests half as deep; whoever walks through a value recursively runs out of stack far later. */
const DEPTH = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON from bytes (RFC 8259 section 8.1: UTF-8, and nothing that only looks like it).
 * @param what for the message, such as `The body`
 * @throws Refused bad-request, also for what is nested too deeply
 */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  requireShallow(bytes, what);
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new Refused('bad-request', `${what} is not JSON in UTF-8.`); // the parser's own message repeats what was sent
  }
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}', 'ascii');

function requireShallow(bytes: Uint8Array, what: string): void {
  let depth = 0;
  let isText = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (isText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > DEPTH) throw new Refused('bad-request', `${what} is nested more than ${DEPTH} levels deep.`);
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
  }
}
