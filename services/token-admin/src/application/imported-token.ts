import { seedAad } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { defineOtp, parseOcraSuite, seedFault } from '@countersign/otp';
import type { TokenRecord } from '@countersign/token-files';
import { uuidV7 } from '../domain/uuid-v7.ts';
import type { Surroundings, TokenAdminKeys } from './ports.ts';

/** A record of a file, ready for the directory: its seed is sealed, and only its fingerprint is left to compare. */
export interface ImportedToken {
  readonly line: number;
  readonly id: string;
  readonly serial: string;
  readonly algorithm: TokenRecord['algorithm'];
  readonly hash: TokenRecord['hash'];
  readonly digits: number;
  readonly period: number | null;
  readonly t0: number;
  readonly suite: string | null;
  readonly initialCounter: number;
  readonly sealedSeed: Buffer;
  readonly seedFingerprint: Buffer;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly kind: adminApi.Token['kind'];
  readonly uses: number | null;
  /** Whose it is, as the file says it. */
  readonly account: string | null;
}

/** Why this record cannot be used as a token of that kind, although the file describes it well; undefined if it can. */
export function faultOf(token: TokenRecord, kind: adminApi.ImportOptions['kind']): string | undefined {
  if (kindOf(token, kind) === 'scratch-card' && token.uses === undefined) return 'uses-not-given';
  const fault = seedFault(token.algorithm, token.seed);
  if (fault !== undefined) return fault;
  const definition = token.algorithm === 'ocra'
    ? parseOcraSuite(token.suite ?? '')
    : defineOtp({ kind: token.algorithm, hash: token.hash, digits: token.digits, period: token.period, t0: token.t0 });
  return definition.ok ? undefined : definition.reason;
}

/** Seals the record's seed for the token that it becomes, and overwrites the seed. */
export function prepare(
  line: number, token: TokenRecord, kind: adminApi.ImportOptions['kind'], keys: Pick<TokenAdminKeys, 'seeds' | 'seedFingerprint'>, { now, random }: Surroundings,
): ImportedToken {
  const id = uuidV7(now(), random);
  const imported = {
    line, id, serial: token.serial, algorithm: token.algorithm, hash: token.hash, digits: token.digits, period: token.period ?? null,
    t0: token.t0 ?? 0, suite: token.suite ?? null, initialCounter: token.counter ?? 0,
    sealedSeed: Buffer.from(keys.seeds.seal(token.seed, seedAad(id))),
    seedFingerprint: Buffer.from(keys.seedFingerprint(token.seed)),
    startsAt: token.startsAt?.toISOString() ?? null, endsAt: token.expiresAt?.toISOString() ?? null,
    manufacturer: token.manufacturer ?? null, model: token.model ?? null, kind: kindOf(token, kind), uses: token.uses ?? null, account: token.account ?? null,
  };
  token.seed.fill(0);
  return imported;
}

/** What the operator says that all tokens are; otherwise what the file says about each. */
function kindOf(token: TokenRecord, chosen: adminApi.ImportOptions['kind']): adminApi.Token['kind'] {
  if (chosen !== 'auto') return chosen;
  return token.form === undefined ? 'hardware' : FORMS[token.form];
}

const FORMS = { software: 'mobile', 'scratch-card': 'scratch-card' } as const satisfies Record<NonNullable<TokenRecord['form']>, adminApi.Token['kind']>;

/** The columns that the operator chooses for all tokens of a file. */
export interface ImportMode {
  readonly enable: boolean;
  readonly mode: adminApi.ImportOptions['mode'];
}
