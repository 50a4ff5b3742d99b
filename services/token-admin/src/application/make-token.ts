import { seedAad, type adminApi } from '@countersign/contracts';
import { defineOtp, generateSeed } from '@countersign/otp';
import { formatOtpauth } from '@countersign/token-files';
import { Refused } from '../domain/refused.ts';
import { uuidV7 } from '../domain/uuid-v7.ts';
import type { Surroundings, TokenAdminKeys } from './ports.ts';

type Wish = Pick<adminApi.OperationInput<typeof adminApi.makeToken>['body'], 'siteId' | 'type' | 'hash' | 'digits' | 'period' | 'issuer' | 'serial' | 'usePin'>;

/** Bytes of randomness in a serial number that is made up: 40 bits, 10 hexadecimal digits. */
const SERIAL_BYTES = 5;

/** Makes new tokens for authenticator apps: seed, serial number and the URI that carries them to the phone, once. */
export class MakeToken {
  constructor(private readonly keys: Pick<TokenAdminKeys, 'seeds' | 'seedFingerprint'>, private readonly surroundings: Surroundings) {}

  prepare(wish: Wish) {
    const period = wish.type === 'totp' ? wish.period : null;
    const definition = defineOtp({ kind: wish.type, hash: wish.hash, digits: wish.digits, period });
    if (!definition.ok) throw new Refused('bad-request', `Such a token cannot be made: ${definition.reason}.`);
    const id = uuidV7(this.surroundings.now(), this.surroundings.random);
    const serial = wish.serial ?? `CS${Buffer.from(this.surroundings.random(SERIAL_BYTES)).toString('hex').toUpperCase()}`;
    const seed = generateSeed(this.surroundings.random, wish.hash);
    const otpauth = formatOtpauth({
      algorithm: wish.type, seed, issuer: wish.issuer, account: serial, hash: wish.hash, digits: wish.digits,
      ...(period === null ? { counter: 0 } : { period }),
    });
    const token = {
      id, serial, siteId: wish.siteId, kind: 'mobile' as const, algorithm: wish.type, hash: wish.hash, digits: wish.digits, period, uses: null, endsAt: null,
      usePin: wish.usePin,
      sealedSeed: this.keys.seeds.seal(seed, seedAad(id)),
      seedFingerprint: this.keys.seedFingerprint(seed),
    };
    seed.fill(0);
    return { token, otpauth };
  }
}
