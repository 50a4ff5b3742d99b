import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SharedSecret } from '../integrity/shared-secret.ts';
import { unwrap } from '../outcome.ts';
import { saltDecrypt, SALTED_MAXIMUM_BYTES, saltEncrypt } from './salt-encryption.ts';

const secret = unwrap(SharedSecret.from(Buffer.from('testing123')));
const authenticator = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const salt = Buffer.of(0x80, 0x01);

describe('salt encryption, RFC 2868 section 3.5', () => {
  it.each([
    ['000102030405060708090a0b0c0d0e0f', '8001', '800122a4054f091e203ec82fb961b9b618fd0f3150a6d2556bb3931ead7f4a60b9f6'],
    [Buffer.from('tunnel secret').toString('hex'), 'fffe', 'fffef60e8ea71964905c5a2ec038b7214c31'],
    ['', '8000', '80008e87df01071d1f314ccffdc084c59e6e'],
  ])('of %s with salt %s, as computed with Python', (text, withSalt, encrypted) => {
    const value = unwrap(saltEncrypt(Buffer.from(text, 'hex'), Buffer.from(withSalt, 'hex'), secret, authenticator));
    expect(value.toString('hex')).toBe(encrypted);
    expect(unwrap(saltDecrypt(value, secret, authenticator)).toString('hex')).toBe(text);
  });

  it('carries any bytes up to the most', () => {
    const texts = fc.uint8Array({ maxLength: SALTED_MAXIMUM_BYTES });
    const salts = fc.uint8Array({ minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(texts, salts, (text, anySalt) => {
        const value = unwrap(saltEncrypt(text, anySalt, secret, authenticator));
        expect(value.readUInt8(0) & 0x80).toBe(0x80);
        expect(value.length).toBeLessThanOrEqual(242);
        expect(unwrap(saltDecrypt(value, secret, authenticator))).toEqual(Buffer.from(text));
      }),
    );
  });

  it('refuses by name what it cannot make', () => {
    const tooLong = saltEncrypt(Buffer.alloc(SALTED_MAXIMUM_BYTES + 1), salt, secret, authenticator);
    expect(tooLong).toEqual({ ok: false, reason: 'salted-text-too-long' });
    for (const length of [0, 1, 3]) {
      const outcome = saltEncrypt(Buffer.alloc(4), Buffer.alloc(length), secret, authenticator);
      expect(outcome).toEqual({ ok: false, reason: 'salt-length-invalid' });
    }
  });

  it.each([
    [0, 'salted-value-too-short'],
    [17, 'salted-value-too-short'],
    [19, 'salted-value-not-padded'],
    [33, 'salted-value-not-padded'],
  ])('refuses %d bytes', (length, reason) => {
    expect(saltDecrypt(Buffer.alloc(length), secret, authenticator)).toEqual({ ok: false, reason });
  });

  it('notices a length that goes beyond the blocks', () => {
    const value = unwrap(saltEncrypt(Buffer.alloc(4), salt, secret, authenticator));
    value.writeUInt8(value.readUInt8(2) ^ 0x80, 2);
    expect(saltDecrypt(value, secret, authenticator)).toEqual({ ok: false, reason: 'salted-length-invalid' });
  });
});
