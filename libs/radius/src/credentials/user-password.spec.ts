import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SharedSecret } from '../integrity/shared-secret.ts';
import { unwrap } from '../outcome.ts';
import { hideUserPassword, revealUserPassword, USER_PASSWORD_MAXIMUM_BYTES } from './user-password.ts';

const secret = unwrap(SharedSecret.from(Buffer.from('testing123')));
const authenticator = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

function roundTrip(password: Uint8Array): Buffer {
  return unwrap(revealUserPassword(unwrap(hideUserPassword(password, secret, authenticator)), secret, authenticator));
}

describe('User-Password', () => {
  it('carries 1 to 128 bytes, padded to blocks of 16', () => {
    for (let length = 1; length <= USER_PASSWORD_MAXIMUM_BYTES; length += 1) {
      const password = Buffer.from(Array.from({ length }, (_, index) => 1 + ((index * 7 + length) % 255)));
      const hidden = unwrap(hideUserPassword(password, secret, authenticator));
      expect(hidden).toHaveLength(Math.ceil(length / 16) * 16);
      expect(unwrap(revealUserPassword(hidden, secret, authenticator))).toEqual(password);
    }
  });

  it('carries an empty password as one block of padding', () => {
    expect(unwrap(hideUserPassword(Buffer.alloc(0), secret, authenticator))).toHaveLength(16);
    expect(roundTrip(Buffer.alloc(0))).toEqual(Buffer.alloc(0));
  });

  it('takes zeros away at the end only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), (password) => {
        const end = password.findLastIndex((byte) => byte !== 0) + 1;
        expect(roundTrip(password)).toEqual(Buffer.from(password.subarray(0, end)));
      }),
    );
  });

  it('refuses to hide 129 bytes', () => {
    const outcome = hideUserPassword(Buffer.alloc(129, 1), secret, authenticator);
    expect(outcome).toEqual({ ok: false, reason: 'password-too-long' });
  });

  it.each([
    [0, 'password-attribute-empty'],
    [1, 'password-attribute-not-padded'],
    [15, 'password-attribute-not-padded'],
    [17, 'password-attribute-not-padded'],
    [127, 'password-attribute-not-padded'],
    [129, 'password-attribute-too-long'],
    [144, 'password-attribute-too-long'],
    [253, 'password-attribute-too-long'],
  ])('refuses to open %d bytes', (length, reason) => {
    expect(revealUserPassword(Buffer.alloc(length, 1), secret, authenticator)).toEqual({ ok: false, reason });
  });

  it('shows nothing of the password and depends on secret and authenticator', () => {
    const password = Buffer.from('1234755224');
    const hidden = unwrap(hideUserPassword(password, secret, authenticator));
    const other = unwrap(SharedSecret.from(Buffer.from('testing124')));
    expect(hidden.includes('1234')).toBe(false);
    expect(unwrap(revealUserPassword(hidden, other, authenticator))).not.toEqual(password);
    expect(unwrap(revealUserPassword(hidden, secret, Buffer.alloc(16)))).not.toEqual(password);
  });

  it('leaves the attribute as it came', () => {
    const hidden = unwrap(hideUserPassword(Buffer.from('1234755224'), secret, authenticator));
    const before = Buffer.from(hidden);
    revealUserPassword(hidden, secret, authenticator);
    expect(hidden).toEqual(before);
  });
});
