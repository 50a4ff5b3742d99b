import { createHash, randomBytes } from 'node:crypto';
import * as adminApi from '@countersign/contracts/admin-api';
import { z } from 'zod';
import { Refused } from '../domain/refused.ts';
import type { SessionStore, SessionSealing } from './ports.ts';

/** 256 bits: nobody guesses a session, or its token against forged requests. */
const ID_BYTES = 32;
/** Somebody whose password was right has so long for the tokencode and the new password. */
export const PENDING_MS = 5 * 60_000;
/** So long after the password was given, the session may change what takes it. */
export const CONFIRMATION_MS = adminApi.CONFIRMATION_MINUTES * 60_000;

const sessionSchema = z.strictObject({
  userId: z.uuid(),
  login: z.string(),
  stage: adminApi.sessionStateSchema,
  /** The administrator's when the session was made; when that moves on, the session is over. */
  epoch: z.int(),
  csrf: z.string(),
  /** When the password was right; Unix milliseconds. */
  startedAt: z.number(),
  /** As they were then, in milliseconds: who makes sessions longer makes the own one no longer. */
  limits: z.strictObject({ idleMs: z.number(), absoluteMs: z.number() }),
  /** The challenge that the next tokencode answers. */
  challenge: z.string().nullable(),
  /** Wrong tokencodes so far. */
  tries: z.int(),
  /** After the tokencode a new password is asked for. */
  mustChangePassword: z.boolean(),
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

/** What ends a session: the shorter of what was set when the password was given, and of what is set now. */
export const limitsOf = ({ limits }: Pick<SessionContent, 'limits'>, { idleMs, absoluteMs }: SessionLimits): SessionLimits =>
  ({ idleMs: Math.min(limits.idleMs, idleMs), absoluteMs: Math.min(limits.absoluteMs, absoluteMs) });

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

  /** The password was given again. Kept beside the session, which other requests go on with meanwhile. @returns until when that counts; Unix milliseconds */
  async confirm({ id }: Pick<KnownSession, 'id'>): Promise<number> {
    const until = this.now() + CONFIRMATION_MS;
    const place = confirmationKeyOf(id);
    const sealed = this.sealing.seal(Buffer.from(String(until), 'ascii'), place);
    await this.#reach(this.store.keep(place, Buffer.from(sealed).toString('base64url'), CONFIRMATION_MS));
    return until;
  }

  /** Whether the password was given lately: at the sign-in, or since. @throws Refused unavailable */
  async isConfirmed({ id, content }: KnownSession): Promise<boolean> {
    if (this.now() < content.startedAt + CONFIRMATION_MS) return true;
    const place = confirmationKeyOf(id);
    const sealed = await this.#reach(this.store.kept(place));
    return sealed !== undefined && this.now() < this.#instantOf(sealed, place);
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

  #timeLeft({ stage, startedAt, limits }: Pick<SessionContent, 'stage' | 'startedAt' | 'limits'>, now: SessionLimits): number {
    const age = this.now() - startedAt;
    const { idleMs, absoluteMs } = limitsOf({ limits }, now);
    return stage === 'signed-in' ? Math.min(idleMs, absoluteMs - age) : PENDING_MS - age;
  }

  /** Long ago when it is forged. */
  #instantOf(sealed: string, place: string): number {
    try {
      return Number(Buffer.from(this.sealing.open(Buffer.from(sealed, 'base64url'), place)).toString('ascii'));
    } catch {
      return 0;
    }
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

const digestOf = (id: string): string => createHash('sha256').update(id, 'utf8').digest('base64url');
const keyOf = (id: string): string => `session:${digestOf(id)}`;
const confirmationKeyOf = (id: string): string => `session-confirmed:${digestOf(id)}`;
