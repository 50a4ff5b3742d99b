import { seedAad } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { codeAt, defineOtp, generateSeed, prepareKey } from '@countersign/otp';
import { requireFutureEnd } from '../domain/future-end.ts';
import { Refused } from '../domain/refused.ts';
import { uuidV7 } from '../domain/uuid-v7.ts';
import type { NewToken } from './new-token.ts';
import type { Surroundings, TokenAdminKeys } from './ports.ts';

type Wish = adminApi.OperationInput<typeof adminApi.makeScratchCards>['body'];

/** What is printed of a card. The codes are as secret as its seed. */
export interface ScratchCard {
  readonly serial: string;
  /** In the order in which they are used. */
  readonly codes: readonly string[];
  readonly endsAt: string | undefined;
}

/** Bytes of randomness in a card's serial number: 10 hexadecimal digits. */
const SERIAL_BYTES = 5;

/** Makes scratch cards: event tokens (RFC 4226) whose codes are printed, and end with the card. */
export class MakeScratchCards {
  constructor(private readonly keys: Pick<TokenAdminKeys, 'seeds' | 'seedFingerprint'>, private readonly surroundings: Surroundings) {}

  /** @throws Refused bad-request */
  prepare(wish: Wish): { readonly tokens: readonly NewToken[]; readonly cards: readonly ScratchCard[] } {
    requireFutureEnd(wish.endsAt, this.surroundings.now());
    const made = Array.from({ length: wish.count }, () => this.#card(wish));
    return { tokens: made.map(({ token }) => token), cards: made.map(({ card }) => card) };
  }

  #card({ siteId, uses, digits, usePin, endsAt }: Wish): { readonly token: NewToken; readonly card: ScratchCard } {
    const { now, random } = this.surroundings;
    const id = uuidV7(now(), random);
    const serial = `SC${Buffer.from(random(SERIAL_BYTES)).toString('hex').toUpperCase()}`;
    const seed = generateSeed(random, 'sha1');
    const definition = defineOtp({ kind: 'hotp', hash: 'sha1', digits });
    const key = definition.ok ? prepareKey(definition.value, seed) : definition;
    if (!definition.ok || !key.ok) throw new Refused('bad-request', 'Such a card cannot be made.');
    const codes = Array.from({ length: uses }, (_, counter) => codeAt(definition.value, key.value, counter));
    const token: NewToken = {
      id, serial, siteId, kind: 'scratch-card', algorithm: 'hotp', hash: 'sha1', digits, period: null, uses, endsAt: endsAt ?? null, usePin,
      sealedSeed: this.keys.seeds.seal(seed, seedAad(id)),
      seedFingerprint: this.keys.seedFingerprint(seed),
    };
    seed.fill(0);
    return { token, card: { serial, codes, endsAt } };
  }
}
