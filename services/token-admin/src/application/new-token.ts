import type * as adminApi from '@countersign/contracts/admin-api';

type Token = adminApi.Token;

/** A token that is made here, as it is stored: definition, sealed seed and the seed's fingerprint. */
export interface NewToken {
  readonly id: string;
  readonly serial: string;
  readonly siteId: string;
  readonly kind: Token['kind'];
  readonly algorithm: 'hotp' | 'totp';
  readonly hash: Token['hash'];
  readonly digits: number;
  readonly period: number | null;
  readonly uses: number | null;
  readonly endsAt: string | null;
  readonly sealedSeed: Uint8Array;
  readonly seedFingerprint: Uint8Array;
  readonly usePin: boolean;
}
