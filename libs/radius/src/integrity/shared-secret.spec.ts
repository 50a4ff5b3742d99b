import { createHash, createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unwrap } from '../outcome.ts';
import { SECRET_MAXIMUM_BYTES, SharedSecret } from './shared-secret.ts';

const secrets = fc.uint8Array({ minLength: 1, maxLength: SECRET_MAXIMUM_BYTES });

describe('SharedSecret', () => {
  it('computes what Node computes step by step', () => {
    const packets = fc.uint8Array({ maxLength: 4096 });
    const suffixes = fc.uint8Array({ maxLength: 32 });
    fc.assert(
      fc.property(secrets, packets, suffixes, (bytes, packet, suffix) => {
        const secret = unwrap(SharedSecret.from(bytes));
        expect(secret.hmacMd5(packet)).toEqual(createHmac('md5', bytes).update(packet).digest());
        expect(secret.md5After(packet)).toEqual(createHash('md5').update(packet).update(bytes).digest());
        expect(secret.md5Before(suffix)).toEqual(createHash('md5').update(bytes).update(suffix).digest());
      }),
    );
  });

  it('keeps two secrets apart that are used in turn', () => {
    const [one, other] = ['first', 'second!'].map((text) => unwrap(SharedSecret.from(Buffer.from(text))));
    const before = one?.md5Before(Buffer.of(1));
    other?.md5Before(Buffer.alloc(32, 0xff));
    other?.md5After(Buffer.alloc(4096, 0xff));
    expect(one?.md5Before(Buffer.of(1))).toEqual(before);
  });

  it('does not change when the caller overwrites its bytes', () => {
    const bytes = Buffer.from('testing123');
    const secret = unwrap(SharedSecret.from(bytes));
    const before = secret.md5After(Buffer.of(1));
    bytes.fill(0);
    expect(secret.md5After(Buffer.of(1))).toEqual(before);
  });

  it('shows nothing when it is printed', () => {
    const secret = unwrap(SharedSecret.from(Buffer.from('testing123')));
    const shown = `${inspect(secret, { showHidden: true, depth: 9 })}${JSON.stringify({ secret })}`;
    expect(shown).not.toContain('testing123');
    expect(shown).not.toContain(Buffer.from('testing123').toString('hex'));
    expect(shown).not.toMatch(/74.65.73.74/);
  });

  it('refuses an empty one and one that is too long', () => {
    expect(SharedSecret.from(Buffer.alloc(0))).toEqual({ ok: false, reason: 'secret-empty' });
    expect(SharedSecret.from(Buffer.alloc(SECRET_MAXIMUM_BYTES)).ok).toBe(true);
    const tooLong = SharedSecret.from(Buffer.alloc(SECRET_MAXIMUM_BYTES + 1));
    expect(tooLong).toEqual({ ok: false, reason: 'secret-too-long' });
  });
});
