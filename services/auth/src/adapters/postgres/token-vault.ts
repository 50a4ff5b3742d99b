import { type StandInKind, seedAad } from '@countersign/contracts';
import { type OtpDefinition, type OtpKey, defineOtp, prepareKey } from '@countersign/otp';
import type { Sealer } from '@countersign/crypto';
import type { StandIn } from '../../domain/index.ts';

/** The columns of a token's definition, as `directory.auth_token_v2` has them. */
export interface TokenDefinitionRow {
  readonly token_id: string;
  readonly algorithm: string;
  readonly hash: string | null;
  readonly digits: number;
  readonly period: number | null;
  readonly t0: string | number | null;
  readonly sealed_seed: Buffer;
}

/** A stand-in as it lies in the user's row; times are Unix milliseconds. */
export interface StandInRow {
  readonly id: string;
  readonly kind: StandInKind;
  readonly assignmentId: string | null;
  /** base64url. */
  readonly sealed: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
}

/** Opens seeds, PINs and stand-ins; each is bound to its row by associated data. */
export class TokenVault {
  constructor(private readonly seeds: Sealer, private readonly pins: Sealer) {}

  /** Null: codes of this kind cannot be checked at a sign-in, or the definition is none that codes follow from. */
  openOtp(row: TokenDefinitionRow): { definition: OtpDefinition; key: OtpKey } | null {
    const defined = defineOtp({ ...row, kind: row.algorithm, t0: row.t0 === null ? null : Number(row.t0) });
    if (!defined.ok) return null;
    const seed = this.seeds.open(row.sealed_seed, seedAad(row.token_id));
    const key = prepareKey(defined.value, seed);
    return key.ok ? { definition: defined.value, key: key.value } : null;
  }

  openPin(sealed: Buffer | null, assignmentId: string): string | null {
    return sealed && this.pins.open(sealed, pinAad(assignmentId)).toString('utf8');
  }

  openStandIn({ sealed, id, kind, assignmentId, expiresAt }: StandInRow, userId: string): StandIn {
    const secret = this.pins.open(Buffer.from(sealed, 'base64url'), standInAad(userId, id)).toString('utf8');
    return { id, kind, assignmentId, expiresAt, secret };
  }

  /** base64url, for the user's row. */
  sealStandIn(secret: string, userId: string, id: string): string {
    return this.pins.seal(Buffer.from(secret, 'utf8'), standInAad(userId, id)).toString('base64url');
  }

  sealPin(pin: string | null, assignmentId: string): Buffer | null {
    return pin === null ? null : this.pins.seal(Buffer.from(pin, 'utf8'), pinAad(assignmentId));
  }
}

const standInAad = (userId: string, id: string): string => `authn.user_state:${userId}:stand-in:${id}`;
const pinAad = (assignmentId: string): string => `authn.token_state:${assignmentId}:pin`;
