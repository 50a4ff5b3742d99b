import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { saltDecrypt } from '../credentials/salt-encryption.ts';
import { SharedSecret } from '../integrity/shared-secret.ts';
import { unwrap } from '../outcome.ts';
import { findVendorValues, vendorSpecific } from '../vendor/vendor-specific.ts';
import { desEncrypt } from './des.ts';
import { mppeKeyAttributes } from './mppe-attributes.ts';
import { mppeKeys, mppeMasterKey, mppeSessionKey } from './mppe-keys.ts';
import { msChap2Response, msChap2Success, msChapError, readMsChapV2 } from './ms-chap-attributes.ts';
import {
  authenticatorResponse,
  challengeHash,
  challengeResponse,
  hashNtPasswordHash,
  type MsChapV2Exchange,
  ntPasswordHash,
  ntResponse,
  verifyMsChapV2,
} from './ms-chap-v2.ts';

const { vectors }: { readonly vectors: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../vectors/rfc2759-3079-mschapv2.json'), 'utf8'),
);

function hex(key: string): Buffer {
  return Buffer.from(vectors[key] ?? '', 'hex');
}

const userName = Buffer.from(vectors['user'] ?? '');
const passwordHash = ntPasswordHash(vectors['password'] ?? '');
const exchange: MsChapV2Exchange = {
  identifier: 7,
  authenticatorChallenge: hex('authenticator_challenge'),
  peerChallenge: hex('peer_challenge'),
  ntResponse: hex('nt_response'),
};

describe('MS-CHAPv2, RFC 2759 section 9.2', () => {
  it('hashes the challenges and the user name', () => {
    expect(challengeHash(exchange.peerChallenge, exchange.authenticatorChallenge, userName)).toEqual(hex('challenge'));
  });

  it('hashes the password, and its hash', () => {
    expect(passwordHash).toEqual(hex('nt_password_hash'));
    expect(hashNtPasswordHash(passwordHash)).toEqual(hex('password_hash_hash'));
  });

  it('answers the challenge', () => {
    expect(ntResponse(exchange, userName, passwordHash)).toEqual(hex('nt_response'));
    expect(challengeResponse(hex('challenge'), passwordHash)).toEqual(hex('nt_response'));
  });

  it('proves to the peer that the server knows the password', () => {
    expect(authenticatorResponse(exchange, userName, passwordHash)).toBe(vectors['authenticator_response']);
  });

  it('verifies the response, with or without a domain in front of the name', () => {
    expect(verifyMsChapV2(exchange, userName, passwordHash)).toBe(true);
    expect(verifyMsChapV2(exchange, Buffer.from(String.raw`BIGCO\User`), passwordHash)).toBe(true);
    expect(verifyMsChapV2(exchange, Buffer.from('user'), passwordHash)).toBe(false);
    expect(verifyMsChapV2(exchange, userName, ntPasswordHash('clientPass '))).toBe(false);
    expect(verifyMsChapV2({ ...exchange, ntResponse: Buffer.alloc(23) }, userName, passwordHash)).toBe(false);
  });

  it('believes no response of which one bit was changed', () => {
    for (let bit = 0; bit < 192; bit += 1) {
      const forged = Buffer.from(exchange.ntResponse);
      forged.writeUInt8(forged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(verifyMsChapV2({ ...exchange, ntResponse: forged }, userName, passwordHash)).toBe(false);
    }
  });
});

describe('MPPE keys, RFC 3079 section 3.5', () => {
  const masterKey = mppeMasterKey(passwordHash, exchange.ntResponse);
  const keys = mppeKeys(masterKey);

  it('derives the master key and both start keys', () => {
    expect(masterKey).toEqual(hex('master_key'));
    expect(keys.send).toEqual(hex('server_send_start_key_128'));
    expect(keys.receive).toEqual(hex('server_recv_start_key_128_derived'));
  });

  it.each([40, 56, 128] as const)('derives the session key of %d bits', (bits) => {
    expect(mppeSessionKey(keys.send, bits)).toEqual(hex(`send_session_key_${bits}`));
  });

  it('travel encrypted as MS-MPPE-Send-Key and MS-MPPE-Recv-Key', () => {
    const secret = unwrap(SharedSecret.from(Buffer.from('testing123')));
    const authenticator = Buffer.alloc(16, 9);
    const salts = { send: Buffer.of(0x91, 1), receive: Buffer.of(0x91, 2) };
    const attributes = unwrap(mppeKeyAttributes(keys, salts, secret, authenticator)).map((attribute) => ({
      ...attribute,
      offset: 0,
    }));
    const open = (type: number): Buffer[] =>
      findVendorValues({ attributes }, 311, type).map((value) => unwrap(saltDecrypt(value, secret, authenticator)));
    expect(open(16)).toEqual([hex('radius_MS_MPPE_Send_Key_plain')]);
    expect(open(17)).toEqual([hex('radius_MS_MPPE_Recv_Key_plain')]);
  });

  it('are refused with a salt of the wrong length', () => {
    const secret = unwrap(SharedSecret.from(Buffer.from('testing123')));
    const salts = { send: Buffer.of(0x91, 1), receive: Buffer.of(0x91) };
    const outcome = mppeKeyAttributes(keys, salts, secret, Buffer.alloc(16));
    expect(outcome).toEqual({ ok: false, reason: 'salt-length-invalid' });
  });
});

describe('MS-CHAP attributes, RFC 2548 section 2', () => {
  type Packets = Parameters<typeof readMsChapV2>[0];
  function packet(...attributes: readonly { readonly type: number; readonly value: Buffer }[]): Packets {
    const wrapped = attributes.map((inner) => ({ ...unwrap(vendorSpecific(311, [inner])), offset: 0 }));
    return { code: 1, identifier: 0, authenticator: Buffer.alloc(16), raw: Buffer.alloc(0), attributes: wrapped };
  }
  const response = { type: 25, value: msChap2Response(exchange) };
  const challenge = { type: 11, value: exchange.authenticatorChallenge };

  it('reads back what a client wrote', () => {
    expect(response.value).toHaveLength(50);
    expect(readMsChapV2(packet(challenge, response))).toEqual({ ok: true, value: exchange });
  });

  it('reads challenge and response out of one Vendor-Specific', () => {
    const both = { ...unwrap(vendorSpecific(311, [challenge, response])), offset: 0 };
    expect(readMsChapV2({ ...packet(), attributes: [both] })).toEqual({ ok: true, value: exchange });
  });

  it('is undefined without a response', () => {
    expect(readMsChapV2(packet(challenge))).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['no challenge', packet(response), 'ms-chap-challenge-missing'],
    ['two challenges', packet(challenge, challenge, response), 'ms-chap-challenge-repeated'],
    ['two responses', packet(challenge, response, response), 'ms-chap-response-repeated'],
    ['a challenge of 8 bytes', packet({ type: 11, value: Buffer.alloc(8) }, response), 'ms-chap-challenge-length-invalid'],
    ['a response of 49 bytes', packet(challenge, { type: 25, value: Buffer.alloc(49) }), 'ms-chap-response-length-invalid'],
    ['version 1', packet(challenge, { type: 1, value: Buffer.alloc(50) }), 'ms-chap-v1-unsupported'],
  ])('refuses %s by name', (_name, refusedPacket, reason) => {
    expect(readMsChapV2(refusedPacket)).toEqual({ ok: false, reason });
  });

  it('writes success and error as the NAS passes them on', () => {
    const success = msChap2Success(7, authenticatorResponse(exchange, userName, passwordHash));
    expect(success).toHaveLength(43);
    expect(success.toString('latin1')).toBe(`\u{7}${vectors['authenticator_response']}`);
    const error = { code: 691, retry: false, challenge: Buffer.alloc(16, 0xab), message: 'Access denied' };
    expect(msChapError(7, error).toString('latin1')).toBe(`\u{7}E=691 R=0 C=${'AB'.repeat(16)} V=3 M=Access denied`);
  });
});

describe('DES', () => {
  it('encrypts as its best-known worked example does', () => {
    // Key 133457799BBCDFF1 with parity is these 56 bits without.
    const key = Buffer.from('12695bc9b7b7f8', 'hex');
    expect(desEncrypt(Buffer.from('0123456789abcdef', 'hex'), key).toString('hex')).toBe('85e813540f0ab405');
  });

  it('takes 8 and 7 bytes', () => {
    expect(() => desEncrypt(Buffer.alloc(7), Buffer.alloc(7))).toThrow(RangeError);
    expect(() => desEncrypt(Buffer.alloc(8), Buffer.alloc(8))).toThrow(RangeError);
  });
});
