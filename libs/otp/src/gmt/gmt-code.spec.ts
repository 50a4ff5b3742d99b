import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { codeAt, counterAt } from '../code-at.ts';
import type { GmtDefinition } from '../definition.ts';
import { OtpKey } from '../otp-key.ts';
import { gmtCode, isGmtAvailable } from './gmt-code.ts';
import { type GmtInput, gmtIdentity } from './gmt-identity.ts';

interface GmtVectors {
  readonly vectors: readonly {
    readonly K: string;
    readonly T: number;
    readonly C: number;
    readonly Q: string;
    readonly P_sm3: string;
    readonly P_sm4_derived: string;
  }[];
  readonly derived: readonly {
    readonly case: string;
    readonly K: string;
    readonly unix_time: number;
    readonly Tc: number;
    readonly T: number;
    readonly C: number | null;
    readonly Q: string | null;
    readonly digits: 6 | 8;
    readonly ID_hex: string;
    readonly sm3: string;
    readonly sm4: string;
  }[];
}

const file: GmtVectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../vectors/gmt0021-otp.json'), 'utf8'),
);

function keyOf(hex: string) {
  return new OtpKey(Buffer.from(hex, 'hex'));
}

describe('GM/T 0021 sample data', () => {
  it.each(file.vectors)('K=$K T=$T C=$C Q=$Q: $P_sm3 and $P_sm4_derived', ({ K, T, C, Q, P_sm3, P_sm4_derived }) => {
    const input = { time: T, event: C, challenge: Q };
    expect(gmtCode('sm3', keyOf(K), input, 6)).toStrictEqual({ ok: true, value: P_sm3 });
    expect(gmtCode('sm4', keyOf(K), input, 6)).toStrictEqual({ ok: true, value: P_sm4_derived });
  });

  it.each(file.derived)('$case', ({ K, unix_time, Tc, T, C, Q, digits, ID_hex, sm3, sm4 }) => {
    const definition: GmtDefinition = { kind: 'gmt-sm3', digits, period: Tc, t0: 0 };
    expect(counterAt(definition, unix_time)).toBe(T);
    const input = { time: T, event: C ?? undefined, challenge: Q ?? undefined };
    const identity = gmtIdentity(input);
    expect(identity.ok && identity.value.toString('hex')).toBe(ID_hex);
    expect(gmtCode('sm3', keyOf(K), input, digits)).toStrictEqual({ ok: true, value: sm3 });
    expect(gmtCode('sm4', keyOf(K), input, digits)).toStrictEqual({ ok: true, value: sm4 });
    if (C !== null || Q !== null) return;
    expect(codeAt(definition, keyOf(K), T)).toBe(sm3);
    expect(codeAt({ ...definition, kind: 'gmt-sm4' }, keyOf(K), T)).toBe(sm4);
  });

  it('has all eighteen vectors', () => {
    expect(file.vectors).toHaveLength(10);
    expect(file.derived).toHaveLength(8);
  });

  it('can be computed by the Node.js in use', () => {
    expect([isGmtAvailable('sm3'), isGmtAvailable('sm4')]).toStrictEqual([true, true]);
  });
});

describe('GM/T 0021 input', () => {
  const time = 29_453_760;

  it('tells an absent event counter from zero', () => {
    const key = keyOf('1234567890abcdef0987654321abcdef');
    const absent = gmtCode('sm3', key, { time, challenge: '12345678' }, 6);
    const zero = gmtCode('sm3', key, { time, event: 0, challenge: '12345678' }, 6);
    expect(absent).toStrictEqual({ ok: true, value: '151021' });
    expect(zero).toStrictEqual({ ok: true, value: '432932' });
  });

  it.each<[GmtInput, string]>([
    [{ time: -1 }, 'time-out-of-range'],
    [{ time: 0.5 }, 'time-out-of-range'],
    [{ time, event: -1 }, 'event-out-of-range'],
    [{ time, event: 2 ** 32 }, 'event-out-of-range'],
    [{ time, challenge: '' }, 'challenge-too-short'],
    [{ time, challenge: '123' }, 'challenge-too-short'],
    [{ time, challenge: '1'.repeat(65) }, 'challenge-too-long'],
    [{ time, challenge: '12 34' }, 'challenge-not-ascii'],
    [{ time, challenge: '1234\n' }, 'challenge-not-ascii'],
    [{ time, challenge: '１２３４' }, 'challenge-not-ascii'],
  ])('%j is refused: %s', (input, reason) => {
    expect(gmtCode('sm3', keyOf('00'.repeat(16)), input, 6)).toStrictEqual({ ok: false, reason });
  });

  it('gives a code of the right length for every seed length, time, event and challenge', () => {
    fc.assert(fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 70 }), fc.maxSafeNat(), fc.option(fc.nat({ max: 0xffff_ffff })),
      fc.option(fc.stringMatching(/^[!-~]{4,64}$/)), fc.constantFrom<6 | 7 | 8>(6, 7, 8),
      (seed, step, event, challenge, digits) => {
        const input = { time: step, event: event ?? undefined, challenge: challenge ?? undefined };
        for (const algorithm of ['sm3', 'sm4'] as const) {
          const code = gmtCode(algorithm, new OtpKey(seed), input, digits);
          expect(code.ok && code.value).toMatch(new RegExp(`^[0-9]{${digits}}$`));
        }
      },
    ));
  });
});
