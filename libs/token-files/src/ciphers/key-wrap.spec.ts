/** Key wraps against the vectors of their RFCs. */

import { describe, expect, it } from '@jest/globals';
import { createSecretKey } from 'node:crypto';
import { unwrapKey } from './key-wrap.ts';
import { unwrapTripleDes } from './triple-des-wrap.ts';

function bytes(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

describe('AES key wrap', () => {
  it.each([
    ['RFC 3394 4.1', 'aes-128-ecb', '000102030405060708090A0B0C0D0E0F', '1FA68B0A8112B447 AEF34BD8FB5A7B82 9D3E862371D2CFE5', '00112233445566778899AABBCCDDEEFF'],
    ['RFC 3394 4.2', 'aes-192-ecb', '000102030405060708090A0B0C0D0E0F1011121314151617', '96778B25AE6CA435 F92B5B97C050AED2 468AB8A17AD84E5D', '00112233445566778899AABBCCDDEEFF'],
    ['RFC 3394 4.6', 'aes-256-ecb', '000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F', '28C9F404C4B810F4 CBCCB35CFB87F826 3F5786E2D80ED326 CBC7F0E71A99F43B FB988B9B7A02DD21', '00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F'],
    ['RFC 5649 6, 20 bytes', 'aes-192-ecb', '5840df6e29b02af1 ab493b705bf16ea1 ae8338f4dcc176a8', '138bdeaa9b8fa7fc 61f97742e72248ee 5ae6ae5360d1ae6a 5f54f373fa543b6a', 'c37b7e6492584340 bed1220780894115 5068f738'],
    ['RFC 5649 6, 7 bytes', 'aes-192-ecb', '5840df6e29b02af1 ab493b705bf16ea1 ae8338f4dcc176a8', 'afbeb0f07dfbf541 9200f2ccb50bb24f', '466f7250617369'],
  ])('%s', (_name, algorithm, key, wrapped, plain) => {
    const object = createSecretKey(bytes(key));
    expect(unwrapKey(algorithm, object, bytes(wrapped))?.plain).toEqual(bytes(plain));
    for (let bit = 0; bit < bytes(wrapped).length * 8; bit += 5) {
      const changed = bytes(wrapped);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(unwrapKey(algorithm, object, changed)).toBeUndefined();
    }
  });
});

describe('triple DES key wrap', () => {
  it('the example of RFC 3217', () => {
    const key = createSecretKey(bytes('255e0d1c07b646dfb3134cc843ba8aa71f025b7c0838251f'));
    const wrapped = bytes('69010761 8ef092b3 b48ca179 6b234ae9 fa33ebb4 15960403 7db5d6a8 4eb3aac2 768c6327 75a467d4');
    expect(unwrapTripleDes(key, wrapped)?.plain).toEqual(bytes('2923bf85e06dd6ae529149f1f1bae9eab3a7da3d860d3e98'));
    wrapped[20] = 0;
    expect(unwrapTripleDes(key, wrapped)).toBeUndefined();
  });
});
