import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { newBypassCode, newTemporaryPassword } from './stand-in-secrets.ts';

test('a bypass code has ten digits, a temporary password twelve characters that nobody takes for each other', () => {
  for (let round = 0; round < 200; round += 1) {
    expect(newBypassCode(randomBytes)).toMatch(/^\d{10}$/);
    expect(newTemporaryPassword(randomBytes)).toMatch(/^[a-hjkmnp-z2-9]{12}$/);
  }
});

test('each character is as likely as any other: bytes that would favour the first ones are thrown away', () => {
  const bytes = [...Array.from({ length: 6 }, (_, index) => 250 + index), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const code = newBypassCode((count) => Uint8Array.from(bytes.splice(0, count)));
  expect(code).toBe('0123456789');
});
