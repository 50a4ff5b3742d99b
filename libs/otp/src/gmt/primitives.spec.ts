import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCipheriv, createHash, createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';

// The codes rest on the SM3 and SM4 of the Node.js in use, so these are proven first.

interface PrimitiveVectors {
  readonly sm3: readonly { readonly msg_hex: string; readonly digest: string }[];
  readonly sm4_ecb: readonly {
    readonly key: string;
    readonly plain: string;
    readonly cipher: string;
    readonly rounds: number;
  }[];
  readonly hmac_sm3: readonly { readonly key: string; readonly msg_hex: string; readonly mac: string }[];
}

const file: PrimitiveVectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../vectors/sm3-sm4.json'), 'utf8'),
);

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

describe('SM3 and SM4 of the Node.js in use', () => {
  it.each(file.sm3)('SM3 $digest', ({ msg_hex, digest }) => {
    expect(createHash('sm3').update(bytes(msg_hex)).digest('hex')).toBe(digest);
  });

  it.each(file.sm4_ecb)('SM4 $rounds times: $cipher', ({ key, plain, cipher: expected, rounds }) => {
    const cipher = createCipheriv('sm4-ecb', createSecretKey(bytes(key)), null);
    cipher.setAutoPadding(false);
    let block: Buffer = bytes(plain);
    for (let round = 0; round < rounds; round += 1) block = cipher.update(block);
    expect(block.toString('hex')).toBe(expected);
  });

  it.each(file.hmac_sm3)('HMAC-SM3 $mac', ({ key, msg_hex, mac }) => {
    expect(createHmac('sm3', createSecretKey(bytes(key))).update(bytes(msg_hex)).digest('hex')).toBe(mac);
  });
});
