import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { COUNTER_MAXIMUM, counterBytes } from './counter.ts';
import { hotpCode } from './hotp.ts';
import { OtpKey } from './otp-key.ts';
import { decimalCode, dynamicTruncation } from './truncation.ts';

interface HotpVectors {
  readonly secret_hex: string;
  readonly digits: number;
  readonly vectors: readonly {
    readonly counter: number;
    readonly hmac_sha1: string;
    readonly truncated_dec: number;
    readonly hotp: string;
  }[];
}

const file: HotpVectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../vectors/rfc4226-hotp.json'), 'utf8'),
);
const key = new OtpKey(Buffer.from(file.secret_hex, 'hex'));

describe('HOTP, RFC 4226 appendix D', () => {
  it.each(file.vectors)('counter $counter: $hotp', ({ counter, hmac_sha1, truncated_dec, hotp }) => {
    const mac = key.hmac('sha1', counterBytes(counter));
    expect(mac.toString('hex')).toBe(hmac_sha1);
    expect(dynamicTruncation(mac)).toBe(truncated_dec);
    expect(hotpCode('sha1', key, counter, file.digits)).toBe(hotp);
  });

  it('has all ten vectors', () => {
    expect(file.vectors).toHaveLength(10);
  });
});

describe('truncation', () => {
  it('takes the four bytes at the offset of section 5.4 and clears the sign', () => {
    const mac = Buffer.from('1f8698690e02ca16618550ef7f19da8e945b555a', 'hex');
    expect(dynamicTruncation(mac)).toBe(0x50ef7f19);
    expect(decimalCode(0x50ef7f19, 6)).toBe('872921');
    expect(dynamicTruncation(Buffer.alloc(20, 0xf0))).toBe(0x70f0f0f0);
  });

  it('takes the offset from the very last byte of a longer MAC', () => {
    const mac = Buffer.alloc(64);
    mac.writeUInt8(0x0f, 19);
    mac.writeUInt8(0x0a, 63);
    mac.writeUInt32BE(123_456, 10);
    expect(dynamicTruncation(mac)).toBe(123_456);
  });

  it('keeps leading zeros', () => {
    expect(decimalCode(7, 6)).toBe('000007');
    expect(decimalCode(2 ** 31 - 1, 10)).toBe('2147483647');
    expect(decimalCode(1_000_000, 6)).toBe('000000');
  });
});

describe('counters', () => {
  it('are eight bytes, most significant first, beyond 32 bits too', () => {
    expect(counterBytes(1).toString('hex')).toBe('0000000000000001');
    expect(counterBytes(2 ** 32 + 5).toString('hex')).toBe('0000000100000005');
    expect(counterBytes(COUNTER_MAXIMUM).toString('hex')).toBe('001fffffffffffff');
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, COUNTER_MAXIMUM + 1])('%p is none', (counter) => {
    expect(() => hotpCode('sha1', key, counter, 6)).toThrow(expect.objectContaining({ code: 'counter-out-of-range' }));
  });
});
