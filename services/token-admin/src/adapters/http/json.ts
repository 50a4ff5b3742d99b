import { Refused } from '../../domain/refused.ts';
import { jsonFault } from './json-form.ts';

/** No request of the contract nests half as deep; whoever walks through a value recursively runs out of stack far later. */
const DEPTH = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON from bytes (RFC 8259 section 8.1: UTF-8, and nothing that only looks like it).
 * @param what for the message, such as `The body`
 * @throws Refused bad-request, also for what is nested too deeply, and for an object that has a name twice
 */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  const fault = jsonFault(bytes, DEPTH);
  if (fault === 'too-deep') throw new Refused('bad-request', `${what} is nested more than ${DEPTH} levels deep.`);
  if (fault === 'name-twice') throw new Refused('bad-request', `${what} has a name twice in one object.`);
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new Refused('bad-request', `${what} is not JSON in UTF-8.`); // the parser's own message repeats what was sent
  }
}
