import { describe, expect, test } from '@jest/globals';
import { foldLogin } from '@countersign/contracts';
import { findUser } from './find-user.ts';
import { loginNameOf } from './login-name.ts';

describe('finding the user', () => {
  test('names are folded, decorations go by rule, white space is nobody', () => {
    expect(foldLogin('ＡLICE')).toBe('alice');
    expect(foldLogin('STRASSE')).toBe(foldLogin('straße'));
    expect(loginNameOf('CORP\\Alice', 'strip-domain')).toBe('alice');
    expect(loginNameOf('Alice@corp.example', 'strip-realm')).toBe('alice');
    expect(loginNameOf('CORP\\alice', 'as-is')).toBe('corp\\alice');
    expect(loginNameOf(' ', 'as-is')).toBeUndefined();
  });

  test('the host\'s site first, then below it, then – open to all – everywhere; two hits are a refusal', () => {
    const at = (userId: string, siteId: string, ...above: string[]) => ({ userId, siteId, siteAncestors: [...above, siteId] });
    const open = { siteId: 'root', openToAll: true };
    const closed = { siteId: 'root', openToAll: false };
    expect(findUser([at('u1', 'root'), at('u2', 'sub', 'root')], closed)).toEqual({ found: 'user', userId: 'u1' });
    expect(findUser([at('u2', 'sub', 'root'), at('u3', 'other')], closed)).toEqual({ found: 'user', userId: 'u2' });
    expect(findUser([at('u3', 'other')], closed)).toEqual({ found: 'nobody' });
    expect(findUser([at('u3', 'other')], open)).toEqual({ found: 'user', userId: 'u3' });
    expect(findUser([at('u2', 'a', 'root'), at('u3', 'b', 'root')], closed)).toEqual({ found: 'several' });
  });
});
