import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { encodeRequest } from '../client/encode-request.ts';
import { SharedSecret } from '../integrity/shared-secret.ts';
import { unwrap } from '../outcome.ts';
import { decodePacket } from '../packet/decode-packet.ts';
import type { AttributeInput, Packet } from '../packet/packet.ts';
import { chapPassword, chapResponse, readChap, verifyChap } from './chap.ts';

interface ChapVectors {
  readonly vectors: readonly {
    readonly id: number;
    readonly secret_utf8: string;
    readonly challenge_hex: string;
    readonly response_hex: string;
    readonly radius_CHAP_Password_hex: string;
  }[];
}

const { vectors }: ChapVectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../vectors/rfc1994-chap.json'), 'utf8'),
);
const secret = unwrap(SharedSecret.from(Buffer.from('testing123')));
const authenticator = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

function packet(attributes: readonly AttributeInput[]): Packet {
  const request = { code: 1, identifier: 1, authenticator, attributes, secret, messageAuthenticator: 'none' } as const;
  return unwrap(decodePacket(unwrap(encodeRequest(request))));
}

describe('CHAP, RFC 1994', () => {
  it.each(vectors)('identifier $id, password $secret_utf8', (vector) => {
    const password = Buffer.from(vector.secret_utf8);
    const challenge = Buffer.from(vector.challenge_hex, 'hex');
    expect(chapResponse(vector.id, password, challenge).toString('hex')).toBe(vector.response_hex);
    const value = chapPassword(vector.id, password, challenge);
    expect(value.toString('hex')).toBe(vector.radius_CHAP_Password_hex);

    const exchange = unwrap(readChap(packet([{ type: 3, value }, { type: 60, value: challenge }])));
    expect(exchange).toEqual({ identifier: vector.id, challenge, response: value.subarray(1) });
    expect(exchange !== undefined && verifyChap(exchange, password)).toBe(true);
    expect(exchange !== undefined && verifyChap(exchange, Buffer.from(`${vector.secret_utf8}x`))).toBe(false);
  });

  it('takes the Request Authenticator for the challenge when there is none', () => {
    const value = chapPassword(5, Buffer.from('287082'), authenticator);
    const exchange = unwrap(readChap(packet([{ type: 3, value }])));
    expect(exchange?.challenge).toEqual(authenticator);
    expect(exchange !== undefined && verifyChap(exchange, Buffer.from('287082'))).toBe(true);
  });

  it('is undefined without CHAP-Password', () => {
    expect(readChap(packet([{ type: 60, value: Buffer.alloc(16) }]))).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['a CHAP-Password of 16 bytes', [{ type: 3, value: Buffer.alloc(16) }], 'chap-password-length-invalid'],
    ['a CHAP-Password of 18 bytes', [{ type: 3, value: Buffer.alloc(18) }], 'chap-password-length-invalid'],
    ['two challenges', [3, 60, 60].map((type) => ({ type, value: Buffer.alloc(17) })), 'chap-challenge-repeated'],
    [
      'a challenge of 4 bytes',
      [{ type: 3, value: Buffer.alloc(17) }, { type: 60, value: Buffer.alloc(4) }],
      'chap-challenge-too-short',
    ],
  ])('refuses %s', (_name, attributes, reason) => {
    expect(readChap(packet(attributes))).toEqual({ ok: false, reason });
  });

  it('is false for a response of another length', () => {
    const exchange = { identifier: 1, challenge: authenticator, response: Buffer.alloc(15) };
    expect(verifyChap(exchange, Buffer.from('x'))).toBe(false);
  });

  it('believes no response of which one bit was changed', () => {
    const response = chapResponse(1, Buffer.from('287082'), authenticator);
    for (let bit = 0; bit < 128; bit += 1) {
      const forged = Buffer.from(response);
      forged.writeUInt8(forged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const exchange = { identifier: 1, challenge: authenticator, response: forged };
      expect(verifyChap(exchange, Buffer.from('287082'))).toBe(false);
    }
  });
});
