import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { passwordText } from './password-text.ts';

describe('passwordText', () => {
  it.each(['', '1234755224', ' leading and trailing ', 'back\\slash', '密码123456', 'пароль', '🔑', '"\'`$;'])(
    'reads %j as it is',
    (text) => {
      expect(passwordText(Buffer.from(text))).toEqual({ ok: true, value: text });
    },
  );

  it.each([
    ['a zero in the middle', '610062', 'control-character'],
    ['a line feed', '610a', 'control-character'],
    ['delete', '7f', 'control-character'],
    ['a C1 control', 'c285', 'control-character'],
    ['a lone continuation byte', '80', 'ill-formed-utf8'],
    ['a character cut short', 'e5af', 'ill-formed-utf8'],
    ['an overlong form', 'c0af', 'ill-formed-utf8'],
    ['a surrogate', 'eda080', 'ill-formed-utf8'],
  ])('refuses %s', (_name, hex, reason) => {
    expect(passwordText(Buffer.from(hex, 'hex'))).toEqual({ ok: false, reason });
  });

  it('refuses what a wrong secret makes of a password', () => {
    const noise = Array.from({ length: 5_000 }, (_, index) => createHash('md5').update(String(index)).digest());
    expect(noise.filter((bytes) => passwordText(bytes).ok)).toEqual([]);
  });
});
