/** Names of the OTP hash: `SHA1`, `HMAC-SHA256`, `HmacSHA512`, `sha-1`, … */

import type { TokenHash } from './token-record.ts';

const NAME = /^(?:hmac[-_ ]?)?sha[-_ ]?(1|256|512)$/i;
const HASHES: ReadonlyMap<string, TokenHash> = new Map([['1', 'sha1'], ['256', 'sha256'], ['512', 'sha512']]);

export function tokenHash(name: string): TokenHash | undefined {
  return HASHES.get(NAME.exec(name.trim())?.[1] ?? '');
}
