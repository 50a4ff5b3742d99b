/**
 * MD4 (RFC 1320) in plain JavaScript: OpenSSL 3 has it in its legacy provider only, which Node does not load, and the
 * NT password hash is made of it. It is broken as a hash and serves nothing else here.
 */

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

interface Round {
  readonly mix: (x: number, y: number, z: number) => number;
  readonly constant: number;
  /** The order in which the sixteen words of the block are taken. */
  readonly order: readonly number[];
  readonly shifts: readonly number[];
}

/** RFC 1320 section 3.4; the constants are the square roots of 2 and 3. */
const ROUNDS: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
  },
];

type State = readonly [number, number, number, number];

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** The message, one bit, zeros, and the length in bits: a whole number of blocks (RFC 1320 sections 3.1 and 3.2). */
function pad(message: Uint8Array): Buffer {
  const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
  const padded = Buffer.alloc(blocks * BLOCK_BYTES);
  padded.set(message);
  padded.writeUInt8(0x80, message.length);
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - LENGTH_BYTES);
  return padded;
}

function compress(state: State, block: Buffer): State {
  let [a, b, c, d] = state;
  for (const { mix, constant, order, shifts } of ROUNDS) {
    for (const [step, word] of order.entries()) {
      const sum = a + mix(b, c, d) + block.readUInt32LE(word * 4) + constant;
      const mixed = rotateLeft(sum | 0, shifts[step % shifts.length] ?? 0);
      [a, b, c, d] = [d, mixed, b, c];
    }
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
}

/** The 16-byte MD4 digest. */
export function md4(message: Uint8Array): Buffer {
  const padded = pad(message);
  let state: State = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let offset = 0; offset < padded.length; offset += BLOCK_BYTES) {
    state = compress(state, padded.subarray(offset, offset + BLOCK_BYTES));
  }
  const digest = Buffer.alloc(16);
  for (const [index, word] of state.entries()) digest.writeInt32LE(word, index * 4);
  return digest;
}
