import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeRequest, type RequestInput } from '../client/encode-request.ts';
import { verifyReply } from '../client/verify-reply.ts';
import { SharedSecret } from '../integrity/shared-secret.ts';
import { unwrap } from '../outcome.ts';
import { AttributeType } from '../packet/attribute-type.ts';
import { decodePacket } from '../packet/decode-packet.ts';
import type { AttributeInput, Packet } from '../packet/packet.ts';
import { replyMessage } from '../packet/reply-message.ts';
import { encodeReply } from './encode-reply.ts';

const SECRET = 'testing123';
const secret = unwrap(SharedSecret.from(Buffer.from(SECRET)));
const authenticator = Buffer.from('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf', 'hex');
const common = { identifier: 42, secret, messageAuthenticator: 'first' } as const;

function text(type: number, value: string): AttributeInput {
  return { type, value: Buffer.from(value) };
}

function request(parts: RequestInput): Packet {
  return unwrap(decodePacket(unwrap(encodeRequest(parts))));
}

const access = request({ ...common, code: 1, authenticator, attributes: [text(1, 'alice')] });
const status = request({ ...common, code: 12, authenticator, attributes: [] });
const accounting = request({ ...common, code: 4, attributes: [text(1, 'alice')] });

/** Checks both authenticators with plain Node, step by step as RFC 3579 section 3.2 and RFC 2865 section 3 say. */
function expectSigned(reply: Buffer, requestAuthenticator: Buffer): void {
  const asSigned = Buffer.from(reply);
  requestAuthenticator.copy(asSigned, 4);
  expect(createHash('md5').update(asSigned).update(SECRET).digest()).toEqual(reply.subarray(4, 20));
  asSigned.fill(0, 22, 38);
  expect(createHmac('md5', SECRET).update(asSigned).digest()).toEqual(reply.subarray(22, 38));
}

describe('encodeReply', () => {
  it.each([2, 3, 11] as const)('puts Message-Authenticator first in code %d, asked for or not', (code) => {
    const bare = request({ ...common, messageAuthenticator: 'none', code: 1, authenticator, attributes: [] });
    for (const packet of [access, bare]) {
      const reply = unwrap(encodeReply(packet, { code, attributes: [text(18, 'Hello'), text(24, 'state')] }, secret));
      expect(reply.subarray(20, 22)).toEqual(Buffer.of(0x50, 0x12));
      expect(reply[0]).toBe(code);
      expect(reply[1]).toBe(42);
      expectSigned(reply, packet.authenticator);
    }
  });

  it('answers Status-Server on either port with Message-Authenticator', () => {
    for (const code of [2, 5] as const) {
      const reply = unwrap(encodeReply(status, { code, attributes: [] }, secret));
      expect(reply.subarray(20, 22)).toEqual(Buffer.of(0x50, 0x12));
      expectSigned(reply, authenticator);
    }
  });

  it('answers accounting without Message-Authenticator', () => {
    const reply = unwrap(encodeReply(accounting, { code: 5, attributes: [] }, secret));
    expect(reply).toHaveLength(20);
    expect(verifyReply(accounting, reply, secret, { requireMessageAuthenticator: true }).ok).toBe(true);
  });

  it('echoes every Proxy-State behind the attributes, byte for byte and in order', () => {
    const states = fc.array(fc.uint8Array({ maxLength: 253 }), { maxLength: 10 });
    fc.assert(
      fc.property(states, (values) => {
        const proxyStates = values.map((value) => ({ type: 33, value: Buffer.from(value) }));
        const attributes = [proxyStates.slice(0, 2), text(1, 'alice'), proxyStates.slice(2)].flat();
        const packet = request({ ...common, code: 1, authenticator, attributes });
        const reply = unwrap(encodeReply(packet, { code: 2, attributes: [text(18, 'Hi'), text(25, 'c')] }, secret));
        const decoded = unwrap(verifyReply(packet, reply, secret, { requireMessageAuthenticator: true }));
        expect(decoded.attributes.map(({ type }) => type)).toEqual([80, 18, 25, ...values.map(() => 33)]);
        expect(decoded.attributes.slice(3).map(({ value }) => value)).toEqual(proxyStates.map(({ value }) => value));
      }),
    );
  });

  it('cuts a long Reply-Message into several, each of them text', () => {
    const message = '请输入四到八位的新密码。'.repeat(40);
    const reply = unwrap(encodeReply(access, { code: 11, attributes: [text(18, message)] }, secret));
    const decoded = unwrap(decodePacket(reply));
    expect(decoded.attributes.length).toBeGreaterThan(2);
    expect(replyMessage(decoded)).toBe(message);
    for (const { value } of decoded.attributes.slice(1)) expect(value.toString('utf8')).not.toContain('\u{fffd}');
  });

  it('omits an empty Reply-Message', () => {
    const reply = unwrap(encodeReply(access, { code: 3, attributes: [text(18, '')] }, secret));
    expect(unwrap(decodePacket(reply)).attributes.map(({ type }) => type)).toEqual([80]);
  });

  it('fills a packet to its last byte and refuses one more', () => {
    const filler = (length: number): AttributeInput => ({ type: 25, value: Buffer.alloc(length) });
    const attributes = [...Array.from({ length: 15 }, () => filler(253)), filler(231)];
    expect(unwrap(encodeReply(access, { code: 2, attributes }, secret))).toHaveLength(4096);
    const tooLong = encodeReply(access, { code: 2, attributes: [...attributes.slice(0, 15), filler(232)] }, secret);
    expect(tooLong).toEqual({ ok: false, reason: 'packet-too-long' });
  });

  it.each([
    ['a value of 254 bytes', { type: 25, value: Buffer.alloc(254) }, 'attribute-too-long'],
    ['type 0', { type: 0, value: Buffer.alloc(1) }, 'attribute-type-invalid'],
    ['type 256', { type: 256, value: Buffer.alloc(1) }, 'attribute-type-invalid'],
    ['a Message-Authenticator', { type: AttributeType.messageAuthenticator, value: Buffer.alloc(16) }, 'attribute-reserved'],
    ['a Proxy-State', { type: AttributeType.proxyState, value: Buffer.alloc(1) }, 'attribute-reserved'],
  ])('refuses %s by name', (_name, attribute, reason) => {
    expect(encodeReply(access, { code: 2, attributes: [attribute] }, secret)).toEqual({ ok: false, reason });
  });

  it('refuses more attributes than a packet may have', () => {
    const attributes = Array.from({ length: 200 }, () => text(25, ''));
    expect(encodeReply(access, { code: 2, attributes }, secret)).toEqual({ ok: false, reason: 'too-many-attributes' });
  });

  it('answers each request only with its own replies', () => {
    const allowed = (packet: Packet): number[] =>
      ([1, 2, 3, 4, 5, 11, 12, 40, 41, 42, 43, 44, 45] as const).filter(
        (code) => encodeReply(packet, { code, attributes: [] }, secret).ok,
      );
    expect(allowed(access)).toEqual([2, 3, 11]);
    expect(allowed(status)).toEqual([2, 5]);
    expect(allowed(accounting)).toEqual([5]);
    expect(allowed(request({ ...common, code: 40, attributes: [] }))).toEqual([41, 42]);
    expect(allowed(request({ ...common, code: 43, attributes: [] }))).toEqual([44, 45]);
    expect(allowed(unwrap(decodePacket(Buffer.from(`02000014${'00'.repeat(16)}`, 'hex'))))).toEqual([]);
  });
});
