import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { codeAt, counterAt } from './code-at.ts';
import { defineOtp, isTimeDefinition, type TimeDefinition, type TotpDefinition } from './definition.ts';
import { hotpCode } from './hotp.ts';
import { OtpKey } from './otp-key.ts';

interface TotpVectors {
  readonly vectors: readonly {
    readonly alg: string;
    readonly secret_hex: string;
    readonly time: number;
    readonly T_hex: string;
    readonly digits: number;
    readonly period: number;
    readonly t0: number;
    readonly totp: string;
  }[];
}

const { vectors }: TotpVectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../vectors/rfc6238-totp.json'), 'utf8'),
);
const totp: TotpDefinition = { kind: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0 };

function timeDefinition(fields: Parameters<typeof defineOtp>[0]): TimeDefinition {
  const definition = defineOtp(fields);
  if (!definition.ok || !isTimeDefinition(definition.value)) throw new Error('not a time token');
  return definition.value;
}

describe('TOTP, RFC 6238 appendix B', () => {
  it.each(vectors)('$alg at $time: $totp', ({ alg, secret_hex, time, T_hex, digits, period, t0, totp: code }) => {
    const definition = timeDefinition({ kind: 'totp', hash: alg.toLowerCase(), digits, period, t0 });
    const counter = counterAt(definition, time);
    expect(counter).toBe(Number.parseInt(T_hex, 16));
    expect(codeAt(definition, new OtpKey(Buffer.from(secret_hex, 'hex')), counter)).toBe(code);
  });

  it('has all eighteen vectors', () => {
    expect(vectors).toHaveLength(18);
  });

  it('shortens the same value to 6, 7 and 8 digits', () => {
    const key = new OtpKey(Buffer.from('12345678901234567890'));
    expect(codeAt({ ...totp, digits: 8 }, key, 1)).toBe('94287082');
    expect(codeAt({ ...totp, digits: 7 }, key, 1)).toBe('4287082');
    expect(codeAt(totp, key, 1)).toBe('287082');
  });

  it('is HOTP over the time step', () => {
    const key = new OtpKey(Buffer.from('12345678901234567890'));
    for (const hash of ['sha1', 'sha256', 'sha512'] as const) {
      expect(codeAt({ ...totp, hash }, key, 77)).toBe(hotpCode(hash, key, 77, 6));
      expect(codeAt({ kind: 'hotp', hash, digits: 6 }, key, 77)).toBe(hotpCode(hash, key, 77, 6));
    }
  });
});

describe('the time step of a moment', () => {
  it('begins exactly at its first second and ends just before the next', () => {
    expect(counterAt(totp, 59.999)).toBe(1);
    expect(counterAt(totp, 60)).toBe(2);
    expect(counterAt({ ...totp, period: 60 }, 119.999)).toBe(1);
    expect(counterAt({ ...totp, period: 60 }, 120)).toBe(2);
  });

  it('is counted from T0 and negative before', () => {
    expect(counterAt({ ...totp, t0: 1_000 }, 1_000)).toBe(0);
    expect(counterAt({ ...totp, t0: 1_000 }, 999)).toBe(-1);
  });

  it('goes on after 2038 and 2106', () => {
    expect(counterAt(totp, 2 ** 32 + 59)).toBe(143_165_578);
  });

  it('grows by one with each period', () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: 86_400 }), fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 0, max: 2 ** 31 }),
      (period, now, t0) => {
        const definition = { ...totp, period, t0 };
        expect(counterAt(definition, now + period)).toBe(counterAt(definition, now) + 1);
      },
    ));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300])('%p is no moment', (now) => {
    expect(() => counterAt(totp, now)).toThrow(expect.objectContaining({ code: 'time-out-of-range' }));
  });
});
