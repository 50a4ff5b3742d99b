import { randomBytes } from 'node:crypto';

const POOL_BYTES = 8192;

/**
 * Random bytes of the operating system, fetched in advance: a call for each nonce costs more than the cipher that uses
 * it. No byte is given out twice.
 */
export class RandomPool {
  private pool: Buffer = Buffer.alloc(0);

  constructor(private readonly fetch: (size: number) => Buffer = randomBytes) {}

  /** So many bytes, however many. */
  take(size: number): Buffer {
    if (size > this.pool.length) this.pool = this.fetch(Math.max(size, POOL_BYTES));
    const taken = this.pool.subarray(0, size);
    this.pool = this.pool.subarray(size);
    return taken;
  }
}
