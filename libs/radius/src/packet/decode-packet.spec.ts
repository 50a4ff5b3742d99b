import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unwrap } from '../outcome.ts';
import { DECODE_FAULTS, decodePacket } from './decode-packet.ts';
import { ATTRIBUTES_MAXIMUM } from './limits.ts';
import { findValue, findValues } from './packet.ts';

const AUTHENTICATOR = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

function datagram(code: number, attributes: readonly Buffer[]): Buffer {
  const body = Buffer.concat([AUTHENTICATOR, ...attributes]);
  const header = Buffer.of(code, 7, 0, 0);
  header.writeUInt16BE(header.length + body.length, 2);
  return Buffer.concat([header, body]);
}

const attributeBytes = fc
  .tuple(fc.integer({ min: 1, max: 255 }), fc.uint8Array({ maxLength: 60 }))
  .map(([type, value]) => Buffer.from([type, value.length + 2, ...value]));

describe('decodePacket', () => {
  it('gives back every attribute in order, where it stands, whatever its type', () => {
    fc.assert(
      fc.property(fc.array(attributeBytes, { maxLength: 60 }), (attributes) => {
        const packet = unwrap(decodePacket(datagram(1, attributes)));
        expect(packet.attributes.map(({ type, value }) => Buffer.from([type, value.length + 2, ...value]))).toEqual(
          attributes,
        );
        for (const { type, offset } of packet.attributes) expect(packet.raw[offset]).toBe(type);
      }),
    );
  });

  it('reads the header', () => {
    const packet = unwrap(decodePacket(datagram(4, [])));
    expect(packet).toMatchObject({ code: 4, identifier: 7, attributes: [] });
    expect(packet.authenticator).toEqual(AUTHENTICATOR);
  });

  it('copies no byte of the datagram', () => {
    const bytes = datagram(1, [Buffer.from([1, 5, 1, 2, 3])]);
    const packet = unwrap(decodePacket(bytes));
    bytes.fill(0xee, 4);
    expect(packet.attributes[0]?.value).toEqual(Buffer.of(0xee, 0xee, 0xee));
    expect(packet.authenticator[0]).toBe(0xee);
  });

  it('cuts padding off the raw bytes', () => {
    const bytes = datagram(1, [Buffer.from([1, 3, 1])]);
    expect(unwrap(decodePacket(Buffer.concat([bytes, Buffer.alloc(5)]))).raw).toEqual(bytes);
  });

  it('accepts datagrams longer than any packet for their padding alone', () => {
    const bytes = Buffer.concat([datagram(1, []), Buffer.alloc(60_000)]);
    expect(unwrap(decodePacket(bytes)).raw).toHaveLength(20);
  });

  it('refuses every code but those it knows', () => {
    const known = Array.from({ length: 256 }, (_, code) => code).filter((code) => decodePacket(datagram(code, [])).ok);
    expect(known).toEqual([1, 2, 3, 4, 5, 11, 12, 40, 41, 42, 43, 44, 45]);
  });

  it('refuses every datagram that is cut short', () => {
    const bytes = datagram(1, [Buffer.from([1, 5, 1, 2, 3])]);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(decodePacket(bytes.subarray(0, length))).toEqual({
        ok: false,
        reason: length < 20 ? 'too-short' : 'length-mismatch',
      });
    }
  });

  it('stops at the most attributes', () => {
    const attributes = Array.from({ length: ATTRIBUTES_MAXIMUM }, () => Buffer.of(25, 2));
    expect(unwrap(decodePacket(datagram(1, attributes))).attributes).toHaveLength(ATTRIBUTES_MAXIMUM);
    expect(decodePacket(datagram(1, [...attributes, Buffer.of(25, 2)]))).toEqual({
      ok: false,
      reason: 'too-many-attributes',
    });
  });

  it('never throws and refuses by one of its own reasons, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const decoded = decodePacket(Buffer.from(bytes));
        if (!decoded.ok) expect(DECODE_FAULTS).toContain(decoded.reason);
      }),
    );
  });
});

describe('findValue and findValues', () => {
  const packet = unwrap(decodePacket(datagram(1, [Buffer.of(33, 3, 1), Buffer.of(1, 3, 9), Buffer.of(33, 3, 2)])));

  it('finds the first, all, or none', () => {
    expect(findValue(packet, 33)).toEqual(Buffer.of(1));
    expect(findValues(packet, 33)).toEqual([Buffer.of(1), Buffer.of(2)]);
    expect(findValue(packet, 2)).toBeUndefined();
    expect(findValues(packet, 2)).toEqual([]);
  });
});
