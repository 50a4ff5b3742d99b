import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AdministratorSignIn, sessionLimits, type Place } from '../../application/administrator-sign-in.ts';
import type { AuthService } from '../../application/ports.ts';
import { limitsOf, PENDING_MS, Sessions, type KnownSession } from '../../application/sessions.ts';
import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { FirstAdministrator } from '../first-administrator.ts';
import { OwnAccounts } from '../postgres/own-account.ts';
import { Settings } from '../postgres/settings.ts';
import { Handles, Input, type AuthenticatedRequest, type Call } from './call.ts';
import { AUTH_SERVICE } from './provided.ts';
import type { LiveSession } from './session-access.ts';
import { clearSessionCookie, requireSafeCarriage, sessionIdOf, setSessionCookie } from './session-cookie.ts';
import { throttledSource } from './source-address.ts';

const done = { done: true } as const;

/** Signing in at the console, and the session that comes of it. */
@Controller()
export class SessionController {
  constructor(
    private readonly signIns: AdministratorSignIn,
    private readonly sessions: Sessions,
    private readonly accounts: OwnAccounts,
    private readonly settings: Settings,
    private readonly first: FirstAdministrator,
    @Inject(AUTH_SERVICE) private readonly auth: AuthService,
  ) {}

  @Handles(api.signIn)
  async signIn(@Input() { body, caller }: Call<typeof api.signIn>, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    requireSafeCarriage(request);
    const session = await this.signIns.password(body.login, body.password, placeOf(caller));
    const before = sessionIdOf(request);
    if (before !== undefined) await this.sessions.end(before);
    return this.#goOn(session, request, reply);
  }

  @Handles(api.enterTokencode)
  async enterTokencode(@Input() { body, caller }: Call<typeof api.enterTokencode>, @Req() request: AuthenticatedRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { session } = liveOf(request);
    if (session.content.stage === 'signed-in') return this.#show(await this.signIns.proveToken(session, body.code, placeOf(caller)));
    return this.#goOn(await this.signIns.tokencode(session, body.code, placeOf(caller)), request, reply);
  }

  @Handles(api.changeOwnPassword)
  async changePassword(@Input() { body, caller }: Call<typeof api.changeOwnPassword>, @Req() request: AuthenticatedRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const session = await this.signIns.newPassword(liveOf(request).session, body, caller, placeOf(caller));
    await this.first.tidy();
    return this.#goOn(session, request, reply);
  }

  @Handles(api.confirmSession)
  async confirm(@Input() { body, caller }: Call<typeof api.confirmSession>, @Req() request: AuthenticatedRequest) {
    const until = await this.signIns.confirm(liveOf(request).session, body.password, placeOf(caller));
    return { confirmedUntil: new Date(until).toISOString() };
  }

  @Handles(api.getSession)
  async get(@Req() request: AuthenticatedRequest) {
    return this.#show(liveOf(request).session);
  }

  @Handles(api.signOut)
  async signOut(@Req() request: AuthenticatedRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.sessions.end(liveOf(request).session.id);
    clearSessionCookie(request, reply);
    return done;
  }

  @Handles(api.signOutEverywhere)
  async signOutEverywhere(@Input() { caller }: Call<typeof api.signOutEverywhere>, @Req() request: AuthenticatedRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { session, account } = liveOf(request);
    if (session.content.stage !== 'signed-in') throw new Refused('unauthenticated');
    await this.accounts.endSessions(account.id, caller);
    await this.sessions.end(session.id);
    clearSessionCookie(request, reply);
    return done;
  }

  async #goOn(session: KnownSession, request: FastifyRequest, reply: FastifyReply): Promise<api.Session> {
    setSessionCookie(request, reply, session.id);
    return this.#show(session);
  }

  async #show({ content }: KnownSession): Promise<api.Session> {
    const { stage, csrf, startedAt, challenge, lastSignInAt } = content;
    const limits = limitsOf(content, sessionLimits(await this.settings.current()));
    const account = await this.accounts.usable(content.userId);
    if (account === undefined) throw new Refused('unauthenticated');
    const signedIn = stage === 'signed-in';
    const { id, siteId, login, displayName, role, scope } = account;
    return {
      state: stage, csrf,
      prompt: stage === 'tokencode-needed' ? (challenge === null ? 'tokencode' : 'next-tokencode') : null,
      administrator: stage === 'tokencode-needed' ? null : { id, siteId, login, displayName, role, lastSignInAt },
      permissions: signedIn ? [...api.rolePermissions[role]] : [],
      scope: signedIn ? scope : null,
      warnings: signedIn ? [...await this.accounts.warnings(), ...await this.#ofTokens(id)] : [],
      endsAt: new Date(startedAt + (signedIn ? limits.absoluteMs : PENDING_MS)).toISOString(),
      idleSeconds: Math.floor((signedIn ? limits.idleMs : PENDING_MS) / 1000),
    };
  }

  /** Only auth knows what showed a right code; while it does not answer, nothing is said of it. */
  async #ofTokens(administratorId: string): Promise<api.Session['warnings']> {
    const tokens = await this.accounts.ownTokens(administratorId);
    if (tokens.length === 0) return ['no-token'];
    const usable = tokens.flatMap((token) => (token.usable ? [token.assignmentId] : []));
    if (usable.length === 0) return [];
    const states = await this.auth.tokenStates(usable).catch(() => undefined);
    return states === undefined || states.some(({ lastSignInAt }) => lastSignInAt !== null) ? [] : ['token-not-proved'];
  }
}

function liveOf({ session }: AuthenticatedRequest): LiveSession {
  if (session === undefined) throw new Error('An operation of the session needs a session.');
  return session;
}

function placeOf({ actor }: Caller): Place {
  const address = actor.address ?? '';
  return { address, source: throttledSource(address) };
}
