import { describe, expect, it } from '@jest/globals';
import { SharedSecret } from '../integrity/shared-secret.ts';
import { unwrap } from '../outcome.ts';
import { decodePacket } from '../packet/decode-packet.ts';
import { verifyRequest } from '../server/verify-request.ts';
import { encodeRequest } from './encode-request.ts';
import { verifyReply } from './verify-reply.ts';

const secret = unwrap(SharedSecret.from(Buffer.from('testing123')));
const authenticator = Buffer.from('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf', 'hex');
const attributes = [{ type: 1, value: Buffer.from('alice') }];
const policy = { requireMessageAuthenticator: true, limitProxyState: true };

describe('encodeRequest', () => {
  it('puts Message-Authenticator at offset 20, before everything else', () => {
    const common = { identifier: 1, attributes, secret, messageAuthenticator: 'first' } as const;
    for (const bytes of [
      encodeRequest({ ...common, code: 1, authenticator }),
      encodeRequest({ ...common, code: 12, authenticator }),
      encodeRequest({ ...common, code: 4 }),
      encodeRequest({ ...common, code: 40 }),
      encodeRequest({ ...common, code: 43 }),
    ]) {
      const packet = unwrap(decodePacket(unwrap(bytes)));
      expect(packet.raw.subarray(20, 22)).toEqual(Buffer.of(0x50, 0x12));
      expect(verifyRequest(packet, secret, policy)).toEqual({ ok: true, value: { proven: true } });
    }
  });

  it('leaves it out when an old client is played', () => {
    const request = { code: 1, identifier: 1, authenticator, attributes, secret, messageAuthenticator: 'none' } as const;
    expect(unwrap(decodePacket(unwrap(encodeRequest(request)))).attributes).toHaveLength(1);
  });

  it.each([-1, 256, 1.5, Number.NaN])('refuses identifier %d', (identifier) => {
    const request = { code: 1, identifier, authenticator, attributes, secret, messageAuthenticator: 'first' } as const;
    expect(encodeRequest(request)).toEqual({ ok: false, reason: 'identifier-invalid' });
  });

  it.each([0, 15, 17])('refuses an authenticator of %d bytes', (length) => {
    const request = { code: 1, identifier: 1, attributes, secret, messageAuthenticator: 'first' } as const;
    const outcome = encodeRequest({ ...request, authenticator: Buffer.alloc(length) });
    expect(outcome).toEqual({ ok: false, reason: 'authenticator-length-invalid' });
  });

  it('takes values of 253 bytes and refuses 254', () => {
    const request = { code: 1, identifier: 1, authenticator, secret, messageAuthenticator: 'first' } as const;
    expect(encodeRequest({ ...request, attributes: [{ type: 25, value: Buffer.alloc(253) }] }).ok).toBe(true);
    const tooLong = encodeRequest({ ...request, attributes: [{ type: 25, value: Buffer.alloc(254) }] });
    expect(tooLong).toEqual({ ok: false, reason: 'attribute-too-long' });
  });
});

describe('verifyReply', () => {
  it('believes no reply of which one bit was changed', () => {
    const request = unwrap(decodePacket(Buffer.from(`01070014${authenticator.toString('hex')}`, 'hex')));
    const reply = Buffer.from('0207001a000000000000000000000000000000001206486921', 'hex');
    const signed = Buffer.concat([reply, Buffer.of(0x21)]);
    authenticator.copy(signed, 4);
    secret.md5After(signed).copy(signed, 4);
    const verdict = (bytes: Buffer): boolean =>
      verifyReply(request, bytes, secret, { requireMessageAuthenticator: false }).ok;
    expect(verdict(signed)).toBe(true);
    for (let bit = 0; bit < signed.length * 8; bit += 1) {
      const forged = Buffer.from(signed);
      forged.writeUInt8(forged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(verdict(forged)).toBe(false);
    }
  });
});
