import { createHash } from 'node:crypto';
import { foldLogin, type VerifyAdministratorReply, type VerifyAdministratorRequest } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import type { Caller } from '../domain/caller.ts';
import { requireWithoutLogin } from '../domain/first-password.ts';
import { Refused } from '../domain/refused.ts';
import { Throttled } from '../domain/throttled.ts';
import type { AuthService, HashPassword, SessionStore } from './ports.ts';
import type { KnownSession, NewSession, SessionLimits, Sessions } from './sessions.ts';

/** Where the person acts: the address for the record, and the network that is held responsible for wrong guesses. */
export interface Place {
  readonly address: string;
  readonly source: string;
}

/** Sign-ins that one source may try within the window, for one login name and for all of them. */
export const TRIES_OF_LOGIN = 10;
export const TRIES_OF_SOURCE = 60;
export const TRIES_WINDOW_MS = 5 * 60_000;
/** Wrong tokencodes after which the password is asked for again. */
export const TOKENCODE_TRIES = 5;

interface Account {
  readonly id: string;
  readonly login: string;
  readonly epoch: number;
  readonly lastSignInAt: string | null;
}

/** Who may be an administrator, and what is noted of a sign-in. */
export interface Accounts {
  byLogin(login: string): Promise<Account | undefined>;
  usable(id: string): Promise<Account | undefined>;
  signedIn(id: string): Promise<void>;
  setPassword(id: string, password: { hash: string; length: number }, caller: Caller): Promise<number>;
}

export interface AdministratorSignInParts {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly auth: Pick<AuthService, 'verifyAdministrator'>;
  readonly store: Pick<SessionStore, 'countInWindow'>;
  readonly settings: { current(): Promise<adminApi.Settings> };
  readonly hashPassword: HashPassword;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** A refused sign-in is answered no sooner than this after it came: who it was and why take the same. */
  readonly refusalMs: number;
}

/**
 * Signing in at the console: password, then tokencode, then – where it is demanded – a new password. Each step goes on
 * under a new session id. What was wrong stands in the trail; outside, every refusal of a password is the same.
 */
export class AdministratorSignIn {
  constructor(private readonly parts: AdministratorSignInParts) {}

  /** @throws Refused administrator-wrong-password, tokencode-impossible, unavailable; Throttled */
  async password(login: string, password: string, place: Place): Promise<KnownSession> {
    return this.#noSooner(async () => {
      await this.#throttle(login, place);
      const { accounts, sessions, now } = this.parts;
      const limits = await this.#limits();
      const account = await accounts.byLogin(login);
      const startedAt = now();
      const reply = await this.#verify({ account, login, secret: password, factor: 'password', occasion: 'sign-in', place, state: null });
      if (account === undefined || reply.outcome !== 'right') throw new Refused(reply.result === 'tokencode-impossible' ? reply.result : 'administrator-wrong-password');
      const content: NewSession = {
        userId: account.id, login: account.login, epoch: account.epoch, startedAt, limits, challenge: null, tries: 0,
        stage: stageAfter(reply.tokencodeNeeded ? 'password' : 'tokencode', reply.mustChangePassword),
        mustChangePassword: reply.mustChangePassword, lastSignInAt: account.lastSignInAt,
      };
      if (content.stage === 'signed-in') await accounts.signedIn(account.id);
      return sessions.open(content, limits);
    });
  }

  /**
   * Who is signed in shows that the own token's codes are right, before the next sign-in depends on them. The session
   * stays as it is, whatever comes of it; wrong codes count against the token.
   *
   * @throws Refused wrong-tokencode, unavailable; Throttled
   */
  async proveToken(session: KnownSession, code: string, place: Place): Promise<KnownSession> {
    return this.#noSooner(async () => {
      const { login } = session.content;
      await this.#throttle(login, place);
      const account = await this.#accountOf(session);
      const { outcome } = await this.#verify({ account, login, secret: code, factor: 'tokencode', occasion: 'token-proof', place, state: null });
      if (outcome === 'undecided') throw new Refused('unavailable', 'The tokencode could not be checked: try again.');
      if (outcome === 'wrong') throw new Refused('wrong-tokencode');
      // A clock that is far off is no wrong code: the next sign-in asks for the code that follows, too.
      return session;
    });
  }

  /** @throws Refused wrong-tokencode – after too many of them the session is over –, unavailable */
  async tokencode(session: KnownSession, code: string, place: Place): Promise<KnownSession> {
    if (session.content.stage !== 'tokencode-needed') throw new Refused('bad-request', 'No tokencode is asked for now.');
    return this.#noSooner(async () => {
      const { sessions, accounts } = this.parts;
      const { csrf: _, ...content } = session.content;
      const limits = await this.#limits();
      const account = await this.#accountOf(session);
      const reply = await this.#verify({ account, login: content.login, secret: code, factor: 'tokencode', occasion: 'sign-in', place, state: content.challenge });
      if (reply.outcome === 'undecided') throw new Refused('unavailable', 'The tokencode could not be checked: try again.');
      if (reply.outcome === 'wrong') return this.#wrongTokencode(session, limits);
      if (reply.outcome === 'next-tokencode') return sessions.renew(session.id, { ...content, challenge: reply.state }, limits);
      const stage = stageAfter('tokencode', content.mustChangePassword);
      const renewed = await sessions.renew(session.id, { ...content, stage, challenge: null }, limits);
      if (stage === 'signed-in') await accounts.signedIn(account.id);
      return renewed;
    });
  }

  /**
   * Who is signed in gives the password again, for what an open browser alone may not do.
   * @returns until when that counts; Unix milliseconds
   * @throws Refused own-password-wrong, unauthenticated, unavailable; Throttled
   */
  async confirm(session: KnownSession, password: string, place: Place): Promise<number> {
    if (session.content.stage !== 'signed-in') throw new Refused('unauthenticated');
    return this.#noSooner(async () => {
      const { login } = session.content;
      await this.#throttle(login, place);
      const account = await this.#accountOf(session);
      const { outcome } = await this.#verify({ account, login, secret: password, factor: 'password', occasion: 'password-change', place, state: null });
      if (outcome !== 'right') throw new Refused('own-password-wrong');
      return this.parts.sessions.confirm(session);
    });
  }

  /** @throws Refused own-password-wrong, password-unsuitable, bad-request; unauthenticated and unavailable, after the change too, which their detail says; Throttled */
  async newPassword(session: KnownSession, words: { readonly current: string; readonly password: string }, caller: Caller, place: Place): Promise<KnownSession> {
    const { csrf: _, ...content } = session.content;
    if (content.stage === 'tokencode-needed') throw new Refused('bad-request', 'The tokencode is asked for first.');
    return this.#noSooner(async () => {
      const { accounts, hashPassword } = this.parts;
      await this.#throttle(content.login, place);
      const account = await this.#accountOf(session);
      const reply = await this.#verify({ account, login: content.login, secret: words.current, factor: 'password', occasion: 'password-change', place, state: null });
      if (reply.outcome !== 'right') throw new Refused('own-password-wrong');
      if (words.password === words.current) throw new Refused('password-unsuitable', 'It is the one of now.');
      requireWithoutLogin(words.password, content.login);
      const epoch = await accounts.setPassword(account.id, { hash: await hashPassword(words.password), length: words.password.length }, caller);
      return this.#goOnChanged(session.id, { ...content, epoch, stage: 'signed-in', mustChangePassword: false }, content.stage);
    });
  }

  /**
   * The password is changed, whatever becomes of the session: who is told of a fault has to know which password is good.
   * @throws Refused unauthenticated, unavailable
   */
  async #goOnChanged(id: string, content: NewSession, before: NewSession['stage']): Promise<KnownSession> {
    const { accounts, sessions } = this.parts;
    try {
      const renewed = await sessions.renew(id, content, await this.#limits());
      if (before === 'password-change-needed') await accounts.signedIn(content.userId);
      await sessions.confirm(renewed).catch(() => undefined); // at worst the password is asked for once more
      return renewed;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Refused(error.code, 'The password was changed, but this session could not go on: sign in with the new password.');
    }
  }

  /** The session takes the failure along under the same stage; another try needs its new id. */
  async #wrongTokencode({ id, content }: KnownSession, limits: SessionLimits): Promise<never> {
    const { sessions } = this.parts;
    const tries = content.tries + 1;
    if (tries >= TOKENCODE_TRIES) await sessions.end(id);
    else await sessions.rewrite({ id, content: { ...content, tries, challenge: null } }, limits);
    throw new Refused('wrong-tokencode');
  }

  async #accountOf({ id, content }: KnownSession): Promise<Account> {
    const account = await this.parts.accounts.usable(content.userId);
    if (account !== undefined && account.epoch === content.epoch) return account;
    await this.parts.sessions.end(id);
    throw new Refused('unauthenticated');
  }

  async #verify(asked: {
    account: Account | undefined; login: string; secret: string; factor: 'password' | 'tokencode'; occasion: VerifyAdministratorRequest['occasion']; place: Place; state: string | null;
  }): Promise<VerifyAdministratorReply> {
    const { account, place: { address, source }, ...rest } = asked;
    const { requireToken } = await this.parts.settings.current();
    return this.parts.auth.verifyAdministrator({ ...rest, userId: account?.id ?? null, address, source, requireToken });
  }

  async #throttle(login: string, { source }: Place): Promise<void> {
    const name = createHash('sha256').update(foldLogin(login)).digest('base64url');
    const count = async (key: string): Promise<number> => this.parts.store.countInWindow(key, TRIES_WINDOW_MS).catch(() => {
      throw new Refused('unavailable', 'The state store does not answer: nobody can sign in.');
    });
    const [ofSource, ofLogin] = [await count(`console:${source}`), await count(`console:${source}:${name}`)];
    if (ofSource > TRIES_OF_SOURCE || ofLogin > TRIES_OF_LOGIN) throw new Throttled(TRIES_WINDOW_MS, 'Too many sign-ins were tried from this address.');
  }

  async #limits(): Promise<SessionLimits> {
    return sessionLimits(await this.parts.settings.current());
  }

  async #noSooner<T>(work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } catch (error) {
      const left = this.parts.refusalMs - (performance.now() - started);
      if (left > 0) await new Promise((resolve) => { setTimeout(resolve, left); });
      throw error;
    }
  }
}

export const sessionLimits = ({ sessionIdleMinutes, sessionAbsoluteMinutes }: adminApi.Settings): SessionLimits =>
  ({ idleMs: sessionIdleMinutes * 60_000, absoluteMs: sessionAbsoluteMinutes * 60_000 });

function stageAfter(factor: 'password' | 'tokencode', mustChangePassword: boolean): NewSession['stage'] {
  if (factor === 'password') return 'tokencode-needed';
  return mustChangePassword ? 'password-change-needed' : 'signed-in';
}
