import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeRequest } from '../client/encode-request.ts';
import { SharedSecret } from '../integrity/shared-secret.ts';
import { unwrap } from '../outcome.ts';
import { decodePacket } from '../packet/decode-packet.ts';
import type { AttributeInput } from '../packet/packet.ts';
import { requestKeyMaterial } from './request-key-material.ts';

const secret = unwrap(SharedSecret.from(Buffer.from('testing123')));
const authenticator = Buffer.from('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf', 'hex');
const alice = { type: 1, value: Buffer.from('alice') };
const port = { type: 5, value: Buffer.of(0, 0, 0, 1) };

function proxyState(value: number): AttributeInput {
  return { type: 33, value: Buffer.of(value) };
}

function material(
  attributes: readonly AttributeInput[],
  changes: { identifier?: number; authenticator?: Buffer; messageAuthenticator?: 'first' | 'none' } = {},
): string {
  const request = { code: 1, identifier: 1, authenticator, attributes, secret, messageAuthenticator: 'first' } as const;
  return requestKeyMaterial(unwrap(decodePacket(unwrap(encodeRequest({ ...request, ...changes }))))).toString('hex');
}

describe('requestKeyMaterial', () => {
  it('is the authenticator and the attributes as they came', () => {
    expect(material([alice, port])).toBe(`${authenticator.toString('hex')}0107616c696365050600000001`);
    expect(material([])).toBe(authenticator.toString('hex'));
  });

  it('is the same for a retransmission through a proxy: other Proxy-State, other Message-Authenticator', () => {
    const first = material([alice, port]);
    expect(material([alice, port, proxyState(1)])).toBe(first);
    expect(material([proxyState(2), alice, proxyState(3), port])).toBe(first);
    expect(material([alice, port], { messageAuthenticator: 'none' })).toBe(first);
    expect(material([alice, port], { identifier: 2 })).toBe(first);
  });

  it('differs by any other byte and by the order', () => {
    const first = material([alice, port]);
    expect(material([port, alice])).not.toBe(first);
    expect(material([alice])).not.toBe(first);
    expect(material([alice, { type: 5, value: Buffer.of(0, 0, 0, 2) }])).not.toBe(first);
    expect(material([alice, port], { authenticator: Buffer.alloc(16, 1) })).not.toBe(first);
  });

  it('tells any two lists of attributes apart', () => {
    const attribute = fc.record({
      type: fc.integer({ min: 1, max: 255 }).filter((type) => type !== 33 && type !== 80),
      value: fc.uint8Array({ maxLength: 6 }).map((value) => Buffer.from(value)),
    });
    const lists = fc.array(attribute, { maxLength: 4 });
    fc.assert(
      fc.property(lists, lists, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(material(one) === material(other)).toBe(same);
      }),
    );
  });
});
