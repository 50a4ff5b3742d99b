import { timingSafeEqual } from 'node:crypto';
import * as adminApi from '@countersign/contracts/admin-api';
import { sessionLimits } from '../../application/administrator-sign-in.ts';
import type { KnownSession, Sessions } from '../../application/sessions.ts';
import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import type { Account, OwnAccounts } from '../postgres/own-account.ts';
import type { Settings } from '../postgres/settings.ts';

/** A session whose administrator may act now. */
export interface LiveSession {
  readonly session: KnownSession;
  readonly account: Account;
  readonly caller: Caller;
}

export interface SessionRequest {
  readonly id: string;
  readonly method: string;
  /** Header `X-Countersign-CSRF`. */
  readonly csrf: string | undefined;
  readonly address: string;
  /** Asked by a page, not by a person. */
  readonly background: boolean;
}

const NOTHING: ReadonlySet<adminApi.Permission> = new Set();

/** Who a session's cookie stands for. Role, scope and account are looked up at each request: what is taken away is gone. */
export class SessionAccess {
  constructor(private readonly sessions: Sessions, private readonly accounts: OwnAccounts, private readonly settings: Settings) {}

  /** @throws Refused unauthenticated; forbidden without the session's token against forged requests; unavailable */
  async identify({ id, method, csrf, address, background }: SessionRequest): Promise<LiveSession> {
    const limits = sessionLimits(await this.settings.current());
    const session = await this.sessions.find(id, limits);
    if (session === undefined) throw new Refused('unauthenticated');
    const account = await this.accounts.usable(session.content.userId);
    if (account === undefined || account.epoch !== session.content.epoch) {
      await this.sessions.end(id);
      throw new Refused('unauthenticated');
    }
    if (method !== 'GET' && !isSame(csrf ?? '', session.content.csrf)) throw new Refused('forbidden', `The header ${adminApi.CSRF_HEADER} has to be the session's \`csrf\`.`);
    if (!background) await this.sessions.touch(session, limits);
    const confirmed = method !== 'GET' && await this.sessions.isConfirmed(session);
    return { session, account, caller: callerOf(account, session.content.stage === 'signed-in', { address, confirmed }) };
  }
}

function callerOf({ id, login, role, scope }: Account, signedIn: boolean, { address, confirmed }: { address: string; confirmed: boolean }): Caller {
  return {
    actor: { kind: 'administrator', id, label: login, address }, role, scope,
    permissions: signedIn ? new Set(adminApi.rolePermissions[role]) : NOTHING,
    person: { id, confirmed },
  };
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given, 'utf8'), Buffer.from(wanted, 'utf8')];
  return one.length === other.length && timingSafeEqual(one, other);
}
