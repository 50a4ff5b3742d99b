import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type OtpFields, defineOtp } from './definition.ts';

const totp = { kind: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0 };
const sm3 = { kind: 'gmt-sm3', digits: 6, period: 60 };

describe('defining a token', () => {
  it.each<[OtpFields, unknown]>([
    [{ kind: 'hotp', hash: 'sha1', digits: 6 }, { kind: 'hotp', hash: 'sha1', digits: 6 }],
    [{ kind: 'hotp', hash: 'sha512', digits: 8, period: null, t0: null }, { kind: 'hotp', hash: 'sha512', digits: 8 }],
    [{ ...totp, t0: null }, { ...totp, t0: 0 }],
    [{ ...totp, digits: 7, period: 45, t0: -30 }, { ...totp, digits: 7, period: 45, t0: -30 }],
    [sm3, { ...sm3, t0: 0 }],
    [{ ...sm3, kind: 'gmt-sm4', hash: null, t0: 0 }, { kind: 'gmt-sm4', digits: 6, period: 60, t0: 0 }],
  ])('%j', (fields, definition) => {
    expect(defineOtp(fields)).toStrictEqual({ ok: true, value: definition });
  });

  it.each<[OtpFields, string]>([
    [{ ...totp, kind: 'ocra' }, 'kind-unknown'],
    [{ ...totp, kind: '' }, 'kind-unknown'],
    [{ ...totp, hash: 'md5' }, 'hash-unknown'],
    [{ ...totp, hash: 'toString' }, 'hash-unknown'],
    [{ ...totp, hash: null }, 'hash-unknown'],
    [{ kind: 'hotp', hash: 'SHA1', digits: 6 }, 'hash-unknown'],
    [{ kind: 'hotp', hash: 'sha1', digits: 9 }, 'digits-out-of-range'],
    [{ ...totp, digits: 5 }, 'digits-out-of-range'],
    [{ ...sm3, digits: 6.5 }, 'digits-out-of-range'],
    [{ ...totp, period: 0 }, 'period-out-of-range'],
    [{ ...totp, period: null }, 'period-out-of-range'],
    [{ ...totp, period: 86_401 }, 'period-out-of-range'],
    [{ ...totp, period: 30.5 }, 'period-out-of-range'],
    [{ ...sm3, period: 61 }, 'period-out-of-range'],
    [{ ...totp, t0: 0.5 }, 't0-out-of-range'],
    [{ ...totp, t0: Number.NaN }, 't0-out-of-range'],
  ])('%j is refused: %s', (fields, reason) => {
    expect(defineOtp(fields)).toStrictEqual({ ok: false, reason });
  });

  it('never throws, whatever lies in a row', () => {
    const fields = fc.record({
      kind: fc.oneof(fc.constantFrom('hotp', 'totp', 'gmt-sm3', 'gmt-sm4'), fc.string()),
      hash: fc.oneof(fc.constantFrom('sha1', null, undefined), fc.string()),
      digits: fc.oneof(fc.integer(), fc.double()),
      period: fc.oneof(fc.integer(), fc.double(), fc.constantFrom(null, undefined)),
      t0: fc.oneof(fc.integer(), fc.double(), fc.constantFrom(null, undefined)),
    });
    fc.assert(fc.property(fields, (row) => {
      expect(typeof defineOtp(row).ok).toBe('boolean');
    }));
  });
});
