import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  decodePacket,
  describeAttributes,
  type Outcome,
  type Packet,
  readCredentials,
  SharedSecret,
  unwrap,
  verifyReply,
  verifyRequest,
} from './index.ts';

/*
 * Every file of ../vectors that ends in .txt: blocks with an empty line between them, one "key: value" in a line,
 * lines that begin with # are remarks.
 *
 *   name, secret, hex   what the datagram is, the shared secret as text, its bytes
 *   decode              "ok" or the reason for which it is no packet
 *   strict, lenient     "proven", "unproven" or the reason for which it is not answered: with Message-Authenticator
 *                       required, and with Proxy-State limited instead
 *   password            what User-Password opens to
 *   request             the request that `hex` replies to
 *   reply, reply-lenient  "ok" or the reason for which it is not believed: Message-Authenticator required or not
 *   attribute           all attributes in order, as people see them; none given, none compared
 */
interface Vector {
  readonly name: string;
  readonly keys: ReadonlyMap<string, string>;
  readonly attributes: readonly string[];
}

const folder = join(import.meta.dirname, '../vectors');

function parseBlock(block: string): Vector {
  const lines = block.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const pairs = lines.map((line): [string, string] => {
    const [, key, value] = /^([a-z-]+): ?(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw new Error(`not a vector's line: ${line}`);
    return [key, value];
  });
  const keys = new Map(pairs);
  const attributes = pairs.filter(([key]) => key === 'attribute').map(([, value]) => value);
  return { name: keys.get('name') ?? '', keys, attributes };
}

function readVectors(file: string): Vector[] {
  const blocks = readFileSync(join(folder, file), 'utf8').split('\n\n');
  return blocks.map(parseBlock).filter(({ keys }) => keys.size > 0);
}

function bytes(vector: Vector, key: string): Buffer {
  return Buffer.from(vector.keys.get(key) ?? '', 'hex');
}

function secretOf(vector: Vector): SharedSecret {
  return unwrap(SharedSecret.from(Buffer.from(vector.keys.get('secret') ?? '')));
}

/** What a vector file says of an outcome. */
function said<Value>(outcome: Outcome<Value, string>, ok: (value: Value) => string): string {
  return outcome.ok ? ok(outcome.value) : outcome.reason;
}

function verdict(packet: Packet, vector: Vector, requireMessageAuthenticator: boolean): string {
  const policy = { requireMessageAuthenticator, limitProxyState: true };
  return said(verifyRequest(packet, secretOf(vector), policy), ({ proven }) => (proven ? 'proven' : 'unproven'));
}

function passwordOf(packet: Packet, vector: Vector): string {
  return said(readCredentials(packet, secretOf(vector)), (credentials) =>
    credentials.kind === 'pap' ? credentials.password.toString('utf8') : credentials.kind,
  );
}

function replyVerdict(vector: Vector, requireMessageAuthenticator: boolean): string {
  const request = unwrap(decodePacket(bytes(vector, 'request')));
  const reply = verifyReply(request, bytes(vector, 'hex'), secretOf(vector), { requireMessageAuthenticator });
  return said(reply, () => 'ok');
}

/** What this codec says to a vector, in the vector's own words; only the keys that the vector has. */
function observe(vector: Vector): Map<string, string> {
  const decoded = decodePacket(bytes(vector, 'hex'));
  const observed = new Map<string, string>([['decode', said(decoded, () => 'ok')]]);
  if (vector.keys.has('request')) {
    observed.set('reply', replyVerdict(vector, true));
    observed.set('reply-lenient', replyVerdict(vector, false));
  } else if (decoded.ok) {
    observed.set('strict', verdict(decoded.value, vector, true));
    observed.set('lenient', verdict(decoded.value, vector, false));
    observed.set('password', passwordOf(decoded.value, vector));
  }
  return observed;
}

const INPUTS: ReadonlySet<string> = new Set(['name', 'secret', 'hex', 'request', 'attribute']);
const files = readdirSync(folder).filter((file) => file.endsWith('.txt'));

describe.each(files)('%s', (file) => {
  it.each(readVectors(file))('$name', (vector) => {
    const observed = observe(vector);
    const expected = [...vector.keys].filter(([key]) => !INPUTS.has(key));
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.map(([key]) => [key, observed.get(key)])).toEqual(expected);
    if (vector.attributes.length === 0) return;
    const decoded = decodePacket(bytes(vector, 'hex'));
    const shown = decoded.ok ? describeAttributes(decoded.value).map(({ name, text }) => `${name} = ${text}`) : [];
    expect(shown).toEqual(vector.attributes);
  });
});

it('has nine files', () => {
  expect(files).toHaveLength(9);
});
