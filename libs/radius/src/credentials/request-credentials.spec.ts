import { describe, expect, it } from '@jest/globals';
import { encodeRequest } from '../client/encode-request.ts';
import { SharedSecret } from '../integrity/shared-secret.ts';
import { unwrap } from '../outcome.ts';
import { decodePacket } from '../packet/decode-packet.ts';
import type { AttributeInput } from '../packet/packet.ts';
import { vendorSpecific } from '../vendor/vendor-specific.ts';
import { readCredentials } from './request-credentials.ts';
import { hideUserPassword } from './user-password.ts';

const secret = unwrap(SharedSecret.from(Buffer.from('testing123')));
const authenticator = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

function credentials(...attributes: readonly AttributeInput[]): ReturnType<typeof readCredentials> {
  const request = { code: 1, identifier: 1, authenticator, attributes, secret, messageAuthenticator: 'none' } as const;
  return readCredentials(unwrap(decodePacket(unwrap(encodeRequest(request)))), secret);
}

function microsoft(type: number, bytes: number): AttributeInput {
  return unwrap(vendorSpecific(311, [{ type, value: Buffer.alloc(bytes, type) }]));
}

const pap = { type: 2, value: unwrap(hideUserPassword(Buffer.from('密码755224'), secret, authenticator)) };
const chap = { type: 3, value: Buffer.alloc(17, 3) };
const eap = { type: 79, value: Buffer.of(2, 1, 0, 5, 1) };

describe('readCredentials', () => {
  it('opens User-Password', () => {
    expect(credentials(pap)).toEqual({ ok: true, value: { kind: 'pap', password: Buffer.from('密码755224') } });
  });

  it('reads CHAP, MS-CHAPv2 and EAP, and sees when there is nothing', () => {
    expect(unwrap(credentials(chap)).kind).toBe('chap');
    expect(unwrap(credentials(microsoft(11, 16), microsoft(25, 50))).kind).toBe('ms-chap-v2');
    expect(unwrap(credentials(eap)).kind).toBe('eap');
    expect(unwrap(credentials({ type: 24, value: Buffer.of(1) })).kind).toBe('none');
  });

  it.each([
    ['User-Password and CHAP-Password', [pap, chap], 'several-credentials'],
    ['User-Password and MS-CHAPv2', [pap, microsoft(11, 16), microsoft(25, 50)], 'several-credentials'],
    ['EAP-Message and User-Password', [eap, pap], 'several-credentials'],
    ['ARAP', [{ type: 70, value: Buffer.alloc(16) }], 'arap-unsupported'],
    ['MS-CHAP version 1', [microsoft(11, 8), microsoft(1, 50)], 'ms-chap-v1-unsupported'],
    ['a User-Password of 17 bytes', [{ type: 2, value: Buffer.alloc(17) }], 'password-attribute-not-padded'],
  ])('refuses %s by name', (_name, attributes, reason) => {
    expect(credentials(...attributes)).toEqual({ ok: false, reason });
  });
});
