import { createHash, randomBytes } from 'node:crypto';
import { adminApi } from '@countersign/contracts';
import { z } from 'zod';
import { Refused } from '../domain/refused.ts';
import type { SessionStore, SessionSealing } from './ports.ts';

/** 256 bits: nobody guesses a session, or its token against forged requests. */
const ID_BYTES = 32;
/** Somebody whose password was right has so long for the tokencode and the new password. */
export const PENDING_MS = 5 * 60_000;

const sessionSchema = z.strictObject({
  userId: z.uuid(),
  login: z.string(),
  stage: adminApi.sessionStateSchema,
  /** The administrator's when the session was made; when that moves on, the session is over. */
  epoch: z.int(),
  csrf: z.string(),
  /** When the password was right; Unix milliseconds. */
  startedAt: z.number(),
  /** The challenge that the next tokencode answers. */
  challenge: z.string().nullable(),
  /** Wrong tokencodes so far. */
  tries: z.int(),
  /** After the tokencode a new password is asked for. */
  mustChangePassword: z.boolean(),
  hasToken: z.boolean(),
  /** Of the sign-in before this one: whoever did not make it has been robbed of a password. */
  lastSignInAt: z.iso.datetime().nullable().default(null),
});
export type SessionContent = z.infer<typeof sessionSchema>;
export type NewSession = Omit<SessionContent, 'csrf'>;

/** A session as its request shows it. */
export interface KnownSession {
  readonly id: string;
  readonly content: SessionContent;
}

export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/**
 * Sessions of administrators in the state store. It knows them by a digest of their id and holds them sealed: whoever
 * reads or writes there has no session, and makes none.
 */
export class Sessions {
  constructor(private readonly store: SessionStore, private readonly sealing: SessionSealing, private readonly now: () => number) {}

  /** @returns its new id, which nobody could have known before */
  async open(content: NewSession, limits: SessionLimits): Promise<KnownSession> {
    const session = { ...content, csrf: randomBytes(ID_BYTES).toString('base64url') };
    const id = randomBytes(ID_BYTES).toString('base64url');
    await this.#reach(this.store.keep(keyOf(id), this.#seal(id, session), this.#timeLeft(session, limits)));
    return { id, content: session };
  }

  /** Undefined when it is unknown, over, or not ours. @throws Refused unavailable */
  async find(id: string, limits: SessionLimits): Promise<KnownSession | undefined> {
    const sealed = await this.#reach(this.store.kept(keyOf(id)));
    const content = sealed === undefined ? undefined : this.#open(id, sealed);
    if (content === undefined || this.#timeLeft(content, limits) <= 0) return undefined;
    return { id, content };
  }

  /** Notes something under the same id, unless the session has ended meanwhile. */
  async rewrite({ id, content }: KnownSession, limits: SessionLimits): Promise<void> {
    if (!await this.end(id)) return;
    await this.#reach(this.store.keep(keyOf(id), this.#seal(id, content), this.#timeLeft(content, limits)));
  }

  /** The idle time starts anew. */
  async touch({ id, content }: KnownSession, limits: SessionLimits): Promise<void> {
    await this.#reach(this.store.prolong(keyOf(id), this.#timeLeft(content, limits)));
  }

  /**
   * Goes on under a new id; the old one is worth nothing any more.
   * @throws Refused unauthenticated: another request took the session on, or ended it
   */
  async renew(id: string, content: NewSession, limits: SessionLimits): Promise<KnownSession> {
    if (!await this.end(id)) throw new Refused('unauthenticated');
    return this.open(content, limits);
  }

  /** @returns whether there was one */
  async end(id: string): Promise<boolean> {
    return this.#reach(this.store.forget(keyOf(id)));
  }

  #timeLeft({ stage, startedAt }: Pick<SessionContent, 'stage' | 'startedAt'>, { idleMs, absoluteMs }: SessionLimits): number {
    const age = this.now() - startedAt;
    return stage === 'signed-in' ? Math.min(idleMs, absoluteMs - age) : PENDING_MS - age;
  }

  #seal(id: string, content: SessionContent): string {
    return Buffer.from(this.sealing.seal(Buffer.from(JSON.stringify(content), 'utf8'), keyOf(id))).toString('base64url');
  }

  #open(id: string, sealed: string): SessionContent | undefined {
    try {
      const plain = this.sealing.open(Buffer.from(sealed, 'base64url'), keyOf(id));
      return sessionSchema.parse(JSON.parse(Buffer.from(plain).toString('utf8')));
    } catch {
      return undefined; // forged, or of another release
    }
  }

  async #reach<T>(answer: Promise<T>): Promise<T> {
    return answer.catch(() => {
      throw new Refused('unavailable', 'The state store does not answer: sessions are not known.');
    });
  }
}

const keyOf = (id: string): string => `session:${createHash('sha256').update(id, 'utf8').digest('base64url')}`;
