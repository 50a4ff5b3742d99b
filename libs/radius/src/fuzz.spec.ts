import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DECODE_FAULTS,
  decodePacket,
  describeAttributes,
  encodeReply,
  type Packet,
  PacketCode,
  readCredentials,
  redactAttributes,
  REPLY_VERIFY_FAULTS,
  requestKeyMaterial,
  SharedSecret,
  unwrap,
  VERIFY_FAULTS,
  verifyReply,
  verifyRequest,
} from './index.ts';

const RUNS = 4_000;
const folder = join(import.meta.dirname, '../vectors');
const SECRET = 'testing123';
const secret = unwrap(SharedSecret.from(Buffer.from(SECRET)));

/** Every datagram of the vector files. */
const seeds = readdirSync(folder)
  .filter((file) => file.endsWith('.txt'))
  .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/^(?:hex|request): ([\da-f]+)$/gm)])
  .map(([, hex = '']) => Buffer.from(hex, 'hex'));

type Mutation = (bytes: Buffer) => Buffer;

/** A place in bytes of unknown length. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (bytes: Buffer, where: number): number => Math.floor(where * bytes.length);

const flipBit = fc.tuple(place, fc.nat(7)).map(([where, bit]): Mutation => (bytes) => {
  const mutant = Buffer.from(bytes);
  const index = at(mutant, where);
  if (mutant.length > 0) mutant.writeUInt8(mutant.readUInt8(index) ^ (1 << bit), index);
  return mutant;
});
const setByte = fc
  .tuple(place, fc.constantFrom(0, 1, 2, 3, 18, 26, 79, 80, 127, 128, 253, 254, 255))
  .map(([where, value]): Mutation => (bytes) => {
    const mutant = Buffer.from(bytes);
    if (mutant.length > 0) mutant.writeUInt8(value, at(mutant, where));
    return mutant;
  });
const setLength = fc.integer({ min: 0, max: 5_000 }).map((length): Mutation => (bytes) => {
  const mutant = Buffer.from(bytes);
  if (mutant.length >= 4) mutant.writeUInt16BE(length, 2);
  return mutant;
});
const fitLength = fc.constant<Mutation>((bytes) => {
  const mutant = Buffer.from(bytes);
  if (mutant.length >= 4) mutant.writeUInt16BE(mutant.length, 2);
  return mutant;
});
const truncate = place.map((where): Mutation => (bytes) => bytes.subarray(0, at(bytes, where)));
const append = fc.uint8Array({ maxLength: 40 }).map((more): Mutation => (bytes) => Buffer.concat([bytes, more]));
const repeatTail = place.map((where): Mutation => (bytes) =>
  Buffer.concat([bytes, bytes.subarray(Math.max(20, at(bytes, where)))]),
);

const mutations = fc.array(
  fc.oneof(flipBit, setByte, setLength, fitLength, truncate, append, repeatTail),
  { minLength: 1, maxLength: 6 },
);
const mutants = fc
  .tuple(fc.constantFrom(...seeds), mutations)
  .map(([seed, steps]) => steps.reduce<Buffer>((bytes, step) => step(bytes), seed));

/** The packet's bytes again, from what was decoded of it. */
function encodeAgain(packet: Packet): Buffer {
  const header = Buffer.of(packet.code, packet.identifier, 0, 0);
  header.writeUInt16BE(packet.raw.length, 2);
  const attributes = packet.attributes.flatMap(({ type, value }) => [Buffer.of(type, value.length + 2), value]);
  return Buffer.concat([header, packet.authenticator, ...attributes]);
}

/** Signs the first Message-Authenticator of 16 bytes, as a client with the secret and a bug would. */
function signAgain(packet: Packet): Buffer {
  const signed = Buffer.from(packet.raw);
  const field = packet.attributes.find(({ type, value }) => type === 80 && value.length === 16);
  if (field === undefined) return signed;
  signed.fill(0, field.offset + 2, field.offset + 18);
  createHmac('md5', SECRET).update(signed).digest().copy(signed, field.offset + 2);
  return signed;
}

/** Everything that a server does with a packet; none of it may throw. */
function useAsServer(packet: Packet): void {
  for (const requireMessageAuthenticator of [true, false]) {
    const verified = verifyRequest(packet, secret, { requireMessageAuthenticator, limitProxyState: true });
    if (!verified.ok) expect(VERIFY_FAULTS).toContain(verified.reason);
  }
  readCredentials(packet, secret);
  expect(requestKeyMaterial(packet).length).toBeLessThanOrEqual(packet.raw.length);
  expect(describeAttributes(packet).length).toBeGreaterThanOrEqual(packet.attributes.length);
  expect(redactAttributes(packet).length).toBeLessThanOrEqual(201);
}

describe('mutated packets', () => {
  it('has seeds of every kind', () => {
    expect(seeds.length).toBeGreaterThan(120);
  });

  it('are refused for one named reason, or are exactly the bytes that they were decoded from', () => {
    fc.assert(
      fc.property(mutants, (bytes) => {
        const before = Buffer.from(bytes);
        const decoded = decodePacket(bytes);
        if (decoded.ok) {
          expect(encodeAgain(decoded.value)).toEqual(bytes.subarray(0, decoded.value.raw.length));
          useAsServer(decoded.value);
        } else {
          expect(DECODE_FAULTS).toContain(decoded.reason);
        }
        expect(bytes).toEqual(before);
      }),
      { numRuns: RUNS },
    );
  });

  it('do no harm either when they are correctly signed', () => {
    fc.assert(
      fc.property(mutants, (bytes) => {
        const decoded = decodePacket(bytes);
        if (decoded.ok) useAsServer(unwrap(decodePacket(signAgain(decoded.value))));
      }),
      { numRuns: RUNS },
    );
  });

  it('are answered only with replies that their own client believes', () => {
    fc.assert(
      fc.property(mutants, (bytes) => {
        const decoded = decodePacket(bytes);
        if (!decoded.ok || decoded.value.code !== PacketCode.accessRequest) return;
        const reply = encodeReply(decoded.value, { code: PacketCode.accessReject, attributes: [] }, secret);
        if (!reply.ok) expect(['too-many-attributes', 'packet-too-long']).toContain(reply.reason);
        else expect(verifyReply(decoded.value, reply.value, secret, { requireMessageAuthenticator: true }).ok).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('are never believed as replies', () => {
    const request = unwrap(decodePacket(Buffer.from(`0c07001400${'5a'.repeat(15)}`, 'hex')));
    fc.assert(
      fc.property(mutants, (bytes) => {
        const verified = verifyReply(request, bytes, secret, { requireMessageAuthenticator: false });
        expect(verified.ok).toBe(false);
        if (!verified.ok) expect(REPLY_VERIFY_FAULTS).toContain(verified.reason);
      }),
      { numRuns: RUNS },
    );
  });
});
