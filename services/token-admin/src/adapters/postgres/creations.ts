import { timingSafeEqual } from 'node:crypto';
import type { SessionSealing, Surroundings, TokenAdminKeys } from '../../application/ports.ts';
import type { Caller, Claim } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import type { DirectoryDatabase } from './directory-database.ts';

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
   * The reply of the request that came first; undefined when none did.
   * @throws Refused conflict when that was another request, or its reply was lost
   */
  async find({ keyMac, bodyMac }: RepeatableRequest): Promise<{ readonly reply: unknown } | undefined> {
    const [row] = await this.database.read(async (sql) => sql.rows<{ body: Buffer; reply: Buffer | null }>(
      'SELECT body_mac AS body, sealed_reply AS reply FROM directory.creation WHERE key_mac = $1 AND created_at > $2', [keyMac, this.#oldest()]));
    if (row === undefined) return undefined;
    if (!timingSafeEqual(row.body, bodyMac)) throw new Refused('conflict', 'The Idempotency-Key belongs to another request.');
    if (row.reply === null) throw new Refused('conflict', 'The first request with this Idempotency-Key has made it, but its reply is not there.');
    return { reply: JSON.parse(Buffer.from(this.keys.sessions.open(row.reply, aadOf(keyMac))).toString('utf8')) };
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

  async keep({ keyMac }: RepeatableRequest, reply: unknown): Promise<void> {
    const sealed = Buffer.from(this.keys.sessions.seal(Buffer.from(JSON.stringify(reply), 'utf8'), aadOf(keyMac)));
    await this.database.read(async (sql) => sql.run('UPDATE directory.creation SET sealed_reply = $2 WHERE key_mac = $1', [keyMac, sealed]));
  }

  #oldest(): Date {
    return new Date(this.surroundings.now() - REMEMBERED_MS);
  }
}

const aadOf = (keyMac: Buffer): string => `directory.creation:${keyMac.toString('hex')}`;
