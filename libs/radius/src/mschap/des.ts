import { createCipheriv } from 'node:crypto';

/** Bytes of a DES key without its parity bits, and of a DES block. */
const KEY_BYTES = 7;
const BLOCK_BYTES = 8;

/** Spreads 56 key bits over eight octets, seven in each; the eighth is parity, which DES ignores. */
function withParity(key: Uint8Array): Buffer {
  const bits = BigInt(`0x${Buffer.from(key).toString('hex')}`);
  return Buffer.from(
    Array.from({ length: BLOCK_BYTES }, (_, index) => Number((bits >> BigInt(49 - 7 * index)) & 0x7fn) << 1),
  );
}

/**
 * Encrypts one 8-byte block with a 7-byte key (RFC 2759 section 8.6).
 *
 * OpenSSL 3 keeps single DES in its legacy provider, which Node does not load, but has Triple DES: with one key three
 * times it encrypts, decrypts and encrypts, which is DES.
 */
export function desEncrypt(block: Uint8Array, key: Uint8Array): Buffer {
  if (block.length !== BLOCK_BYTES || key.length !== KEY_BYTES) throw new RangeError('DES takes 8 and 7 bytes');
  const single = withParity(key);
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([single, single, single]), null);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}
