import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeRequest } from '../client/encode-request.ts';
import { hideUserPassword } from '../credentials/user-password.ts';
import { SharedSecret } from '../integrity/shared-secret.ts';
import { unwrap } from '../outcome.ts';
import { decodePacket } from '../packet/decode-packet.ts';
import type { AttributeInput } from '../packet/packet.ts';
import { type IntegrityPolicy, verifyRequest } from './verify-request.ts';

const secret = unwrap(SharedSecret.from(Buffer.from('testing123')));
const strict: IntegrityPolicy = { requireMessageAuthenticator: true, limitProxyState: true };
const lenient: IntegrityPolicy = { requireMessageAuthenticator: false, limitProxyState: true };
const open: IntegrityPolicy = { requireMessageAuthenticator: false, limitProxyState: false };
const authenticator = Buffer.from('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf', 'hex');

function text(type: number, value: string): AttributeInput {
  return { type, value: Buffer.from(value) };
}

function accessRequest(messageAuthenticator: 'first' | 'none', attributes: readonly AttributeInput[]): Buffer {
  return unwrap(encodeRequest({ code: 1, identifier: 3, authenticator, attributes, secret, messageAuthenticator }));
}

const password = { type: 2, value: unwrap(hideUserPassword(Buffer.from('1234755224'), secret, authenticator)) };
const signed = accessRequest('first', [text(1, 'alice'), password, text(33, 'proxy')]);

function verdict(datagram: Buffer, policy: IntegrityPolicy): string {
  const decoded = decodePacket(datagram);
  if (!decoded.ok) return decoded.reason;
  const verified = verifyRequest(decoded.value, secret, policy);
  if (!verified.ok) return verified.reason;
  return verified.value.proven ? 'proven' : 'unproven';
}

describe('verifyRequest', () => {
  it('believes no packet of which one bit was changed', () => {
    for (let bit = 0; bit < signed.length * 8; bit += 1) {
      const forged = Buffer.from(signed);
      forged.writeUInt8(forged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(['proven', 'unproven']).not.toContain(verdict(forged, strict));
    }
    expect(verdict(signed, strict)).toBe('proven');
  });

  it('names each forged bit of the Message-Authenticator for what it is, required or not', () => {
    for (let bit = 22 * 8; bit < 38 * 8; bit += 1) {
      const forged = Buffer.from(signed);
      forged.writeUInt8(forged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      for (const policy of [strict, lenient, open]) {
        expect(verdict(forged, policy)).toBe('message-authenticator-wrong');
      }
    }
  });

  it('never accepts a random Message-Authenticator', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (value) => {
        const forged = Buffer.from(signed);
        forged.set(value, 22);
        expect(verdict(forged, open)).toBe('message-authenticator-wrong');
      }),
    );
  });

  it('leaves the bytes that came untouched', () => {
    const bytes = Buffer.from(signed);
    verdict(bytes, strict);
    expect(bytes).toEqual(signed);
  });

  it('limits Proxy-State only where no Message-Authenticator is required', () => {
    const unsigned = accessRequest('none', [text(1, 'alice'), password]);
    const proxied = accessRequest('none', [text(1, 'alice'), password, text(33, 'proxy')]);
    expect(verdict(unsigned, strict)).toBe('message-authenticator-missing');
    expect(verdict(unsigned, lenient)).toBe('unproven');
    expect(verdict(proxied, strict)).toBe('message-authenticator-missing');
    expect(verdict(proxied, lenient)).toBe('proxy-state-without-message-authenticator');
    expect(verdict(proxied, open)).toBe('unproven');
  });

  it('lets no policy open Status-Server or EAP without Message-Authenticator', () => {
    const common = { identifier: 1, authenticator, secret, messageAuthenticator: 'none' } as const;
    const status = unwrap(encodeRequest({ ...common, code: 12, attributes: [] }));
    expect(verdict(status, open)).toBe('status-server-without-message-authenticator');
    const eap = accessRequest('none', [text(1, 'alice'), { type: 79, value: Buffer.of(2, 1, 0, 5, 1) }]);
    expect(verdict(eap, open)).toBe('eap-message-without-message-authenticator');
  });

  it('believes accounting requests by their authenticator, whatever the policy', () => {
    const attributes = [text(1, 'alice'), { type: 40, value: Buffer.of(0, 0, 0, 1) }];
    for (const messageAuthenticator of ['first', 'none'] as const) {
      const request = unwrap(encodeRequest({ code: 4, identifier: 9, attributes, secret, messageAuthenticator }));
      for (const policy of [strict, lenient, open]) expect(verdict(request, policy)).toBe('proven');
      for (let bit = 0; bit < request.length * 8; bit += 1) {
        const forged = Buffer.from(request);
        forged.writeUInt8(forged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(['proven', 'unproven']).not.toContain(verdict(forged, open));
      }
    }
  });
});
