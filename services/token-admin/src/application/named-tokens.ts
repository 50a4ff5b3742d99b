import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import type { AssignableToken } from './import-transaction.ts';

const packedSchema = z.array(z.tuple([z.string(), z.string(), z.int(), z.string()]));

/**
 * Tokens whose users the file names, until its last byte is here: then alone may their users be locked, for a file comes
 * as slowly as its sender likes. Packed, a million of them take some tens of megabytes.
 */
export class NamedTokens implements Iterable<readonly AssignableToken[]> {
  readonly #packed: Uint8Array[] = [];

  add(tokens: readonly AssignableToken[]): void {
    if (tokens.length === 0) return;
    this.#packed.push(deflateRawSync(JSON.stringify(tokens.map(({ id, serial, line, login }) => [id, serial, line, login])), { level: 1 }));
  }

  /** In the order of the file, as many at once as were added at once. */
  * [Symbol.iterator](): Generator<readonly AssignableToken[], void> {
    for (const piece of this.#packed) {
      yield packedSchema.parse(JSON.parse(inflateRawSync(piece).toString('utf8'))).map(([id, serial, line, login]) => ({ id, serial, line, login }));
    }
  }
}
