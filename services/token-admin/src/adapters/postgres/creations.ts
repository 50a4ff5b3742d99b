import { timingSafeEqual } from 'node:crypto';
import * as adminApi from '@countersign/contracts/admin-api';
import { z } from 'zod';
import type { SessionSealing, Surroundings, TokenAdminKeys } from '../../application/ports.ts';
import { type Caller, type Claim, requireConfirmed } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { coversScope } from './reach.ts';
import type { Sql } from './sql.ts';

/** How long a request may be sent again under its key. */
export const REMEMBERED_MS = 24 * 60 * 60_000;
/** Old ones that go with each new one. */
const TIDIED = 100;

/** Another request has the key, and made what is asked for. */
export class AlreadyClaimed extends Error {
  override readonly name = 'AlreadyClaimed';
}

/** What identifies a request that may come again, and what it asks; MACs, so that the table tells neither. */
export interface RepeatableRequest {
  readonly keyMac: Buffer;
  readonly bodyMac: Buffer;
}

const keptSchema = z.strictObject({
  reply: z.unknown(),
  /** What the first request's caller might, where, and whether that one had to show the own password for it. */
  terms: z.strictObject({ permissions: z.array(z.string()), scope: adminApi.scopeSchema, confirmed: z.boolean() }),
});
type Kept = z.infer<typeof keptSchema>;

const CLAIM = `
  INSERT INTO directory.creation AS c (key_mac, body_mac, created_at) VALUES ($1, $2, $3)
  ON CONFLICT (key_mac) DO UPDATE SET body_mac = excluded.body_mac, created_at = excluded.created_at, sealed_reply = NULL WHERE c.created_at <= $4`;
const TIDY = `
  DELETE FROM directory.creation WHERE key_mac IN (
    SELECT key_mac FROM directory.creation WHERE created_at <= $1 ORDER BY created_at LIMIT ${TIDIED} FOR UPDATE SKIP LOCKED)`;

/**
 * Requests with an Idempotency-Key. The key is claimed in the transaction that makes the thing: of two requests one
 * makes it, whatever breaks between. Replies are kept sealed, for they may hold what is shown once.
 */
export class Creations {
  constructor(
    private readonly database: DirectoryDatabase,
    private readonly keys: Pick<TokenAdminKeys, 'apiKeyMac'> & { readonly sessions: SessionSealing },
    private readonly surroundings: Pick<Surroundings, 'now'>,
  ) {}

  /** Keys of different callers, and of different operations, have nothing to do with each other. */
  requestOf({ actor }: Caller, operation: string, key: string, body: unknown): RepeatableRequest {
    const mac = (...parts: readonly string[]): Buffer => Buffer.from(this.keys.apiKeyMac(Buffer.from(JSON.stringify(['idempotency', ...parts]), 'utf8')));
    return { keyMac: mac('key', actor.kind, actor.id ?? '', operation, key), bodyMac: mac('body', JSON.stringify(body ?? null)) };
  }

  /**
   * The reply of the request that came first, for who could make it now as well; undefined when none came.
   * @throws Refused conflict when that was another request, or its reply was lost; forbidden, confirmation-needed,
   * session-needed: a reply is worth as much as what it tells
   */
  async find({ keyMac, bodyMac }: RepeatableRequest, caller: Caller): Promise<Pick<Kept, 'reply'> | undefined> {
    return this.database.read(async (sql) => {
      const [row] = await sql.rows<{ body: Buffer; reply: Buffer | null }>(
        'SELECT body_mac AS body, sealed_reply AS reply FROM directory.creation WHERE key_mac = $1 AND created_at > $2', [keyMac, this.#oldest()]);
      if (row === undefined) return undefined;
      if (!timingSafeEqual(row.body, bodyMac)) throw new Refused('conflict', 'The Idempotency-Key belongs to another request.');
      const kept = row.reply === null ? undefined : this.#open(row.reply, keyMac);
      if (kept === undefined) throw new Refused('conflict', 'The first request with this Idempotency-Key has made it, but its reply is not there.');
      await requireTerms(sql, caller, kept.terms);
      return { reply: kept.reply };
    });
  }

  /** For the caller of the request: its first change takes the key. */
  claimOf({ keyMac, bodyMac }: RepeatableRequest): Claim {
    let taken = false;
    return async (run) => {
      if (taken) return;
      taken = true;
      await run(TIDY, [this.#oldest()]);
      if (await run(CLAIM, [keyMac, bodyMac, new Date(this.surroundings.now()), this.#oldest()]) === 0) throw new AlreadyClaimed();
    };
  }

  /** @param confirmed whether the caller had to show the own password for it */
  async keep({ keyMac }: RepeatableRequest, reply: unknown, { permissions, scope }: Caller, confirmed: boolean): Promise<void> {
    const kept: Kept = { reply, terms: { permissions: [...permissions], scope, confirmed } };
    const sealed = Buffer.from(this.keys.sessions.seal(Buffer.from(JSON.stringify(kept), 'utf8'), aadOf(keyMac)));
    await this.database.read(async (sql) => sql.run('UPDATE directory.creation SET sealed_reply = $2 WHERE key_mac = $1', [keyMac, sealed]));
  }

  /** Undefined for one of an earlier release, which does not say on what terms it was given. */
  #open(sealed: Buffer, keyMac: Buffer): Kept | undefined {
    return keptSchema.safeParse(JSON.parse(Buffer.from(this.keys.sessions.open(sealed, aadOf(keyMac))).toString('utf8'))).data;
  }

  #oldest(): Date {
    return new Date(this.surroundings.now() - REMEMBERED_MS);
  }
}

/** @throws Refused forbidden, confirmation-needed, session-needed */
async function requireTerms(sql: Sql, caller: Caller, { permissions, scope, confirmed }: Kept['terms']): Promise<void> {
  const held: ReadonlySet<string> = caller.permissions;
  if (!permissions.every((each) => held.has(each)) || !await coversScope(sql, caller.scope, scope)) {
    throw new Refused('forbidden', 'The rights are fewer than those of the first request with this Idempotency-Key.');
  }
  if (confirmed) requireConfirmed(caller);
}

const aadOf = (keyMac: Buffer): string => `directory.creation:${keyMac.toString('hex')}`;
