import { seedAad } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { defineOtp, generateSeed } from '@countersign/otp';
import { formatOtpauth, otpauthName, type OtpauthToken } from '@countersign/token-files';
import { Refused } from '../domain/refused.ts';
import { uuidV7 } from '../domain/uuid-v7.ts';
import type { Surroundings, TokenAdminKeys } from './ports.ts';

type Wish = Pick<adminApi.OperationInput<typeof adminApi.makeToken>['body'], 'siteId' | 'type' | 'hash' | 'digits' | 'period' | 'issuer' | 'serial' | 'usePin'>;

/** Characters of the URI that a QR code on a screen still shows so coarse that telephones read it. */
export const OTPAUTH_MAXIMUM = 1000;

/** Whom the app shows the token for. */
export interface TokenOwner {
  /** What the app shows as the issuer, unless somebody types another: the name of the site, or of the product. */
  readonly issuer: string;
  /** Null: nobody has it yet. */
  readonly login: string | null;
  /** The user has other tokens: many apps put one with the same name in the place of the one before. */
  readonly hasOthers: boolean;
}

/** The issuer of a token that an administrator makes for the own sign-in at the console. */
export const CONSOLE_ISSUER = 'Countersign';

/** Bytes of randomness in a serial number that is made up: 40 bits, 10 hexadecimal digits. */
const SERIAL_BYTES = 5;

/** Makes new tokens for authenticator apps: seed, serial number and the URI that carries them to the phone, once. */
export class MakeToken {
  constructor(private readonly keys: Pick<TokenAdminKeys, 'seeds' | 'seedFingerprint'>, private readonly surroundings: Surroundings) {}

  prepare(wish: Wish, owner: TokenOwner) {
    const period = wish.type === 'totp' ? wish.period : null;
    const definition = defineOtp({ kind: wish.type, hash: wish.hash, digits: wish.digits, period });
    if (!definition.ok) throw new Refused('bad-request', `Such a token cannot be made: ${definition.reason}.`);
    const id = uuidV7(this.surroundings.now(), this.surroundings.random);
    const serial = wish.serial ?? `CS${Buffer.from(this.surroundings.random(SERIAL_BYTES)).toString('hex').toUpperCase()}`;
    const seed = generateSeed(this.surroundings.random, wish.hash);
    const unnamed = { algorithm: wish.type, seed, hash: wish.hash, digits: wish.digits, ...(period === null ? { counter: 0 } : { period }) };
    const otpauth = formatOtpauth({ ...unnamed, ...labelOf(wish, owner, serial, roomBeside(unnamed)) });
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

/** Encoded characters of a login name; what is longer is cut, */
const LOGIN_MAXIMUM = 400;
/** and down to this where somebody typed a long issuer. */
const LOGIN_MINIMUM = 90;

/** Encoded characters that the URI has for the account, and twice for the issuer, which stands in the label and in a parameter. */
const roomBeside = (token: Omit<OtpauthToken, 'issuer' | 'account'>): number => OTPAUTH_MAXIMUM - formatOtpauth({ ...token, issuer: '', account: '' }).length;

/** What the app shows. A name that nobody typed for this is cut so that the QR code can carry it. @throws Refused bad-request: a typed one is too long */
function labelOf({ issuer: typed }: Pick<Wish, 'issuer'>, { issuer: given, login, hasOthers }: TokenOwner, serial: string, room: number): { issuer: string; account: string } {
  const behind = hasOthers ? ` (${serial})` : '';
  const issuer = otpauthName(typed ?? given);
  const wanted = typed === undefined ? 0 : 2 * encoded(issuer);
  const ofLogin = Math.min(LOGIN_MAXIMUM, Math.max(LOGIN_MINIMUM, room - wanted)) - encoded(behind);
  const account = otpauthName(login === null ? serial : `${cut(otpauthName(login), ofLogin)}${behind}`.trim());
  const shown = cut(issuer, Math.floor((room - encoded(account)) / 2));
  if (typed !== undefined && shown !== issuer) {
    throw new Refused('bad-request', `The issuer is too long for the QR code: ${characters(shown)} of its ${characters(issuer)} characters have room beside the user's name and serial number.`);
  }
  return { issuer: shown, account };
}

const characters = (text: string): number => text.match(/./gsu)?.length ?? 0;
const encoded = (text: string): number => encodeURIComponent(text).length;

/** @param room for the encoded text, in characters */
function cut(text: string, room: number): string {
  let kept = '';
  for (const character of text) {
    if (encoded(kept + character) > room) return kept.trimEnd();
    kept += character;
  }
  return kept;
}
