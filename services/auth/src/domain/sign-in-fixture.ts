/** A user with one token on one agent host, for the tests of the decision core; nothing here is used at run time. */
import { createHash } from 'node:crypto';
import { codeAt, counterAt, defineOtp, isTimeDefinition, prepareKey } from '@countersign/otp';
import { freshTokenState } from './administer-token.ts';
import { decideSignIn } from './decide-sign-in.ts';
import type { Decision, SignInOutcome } from './decision.ts';
import type { FirstFactor } from './first-factor.ts';
import type { NetworkAccess } from './network.ts';
import { type SignInRules, defaultRules } from './rules.ts';
import type { SignInContext } from './sign-in-context.ts';
import type { ChallengeContent, SignInRequest, TypedCredentials } from './sign-in-request.ts';
import type { AgentHost, CheckableToken, StandIn, TokenState, User } from './subject.ts';
import { type UserMemory, emptyMemory } from './user-memory.ts';

export const START = Date.UTC(2026, 0, 1, 12, 0, 5);

export const host: AgentHost = {
  id: 'host-1', name: 'vpn', siteId: 'site-1', secretVersion: 1, newPin: true, nextTokencode: true, openToAll: true,
  openToSite: false, loginForm: 'as-is', promptSuffix: '', failoverGraceMs: 0, accessTimes: null, policy: null,
  limitSessions: false, hasProfile: false, hasOwnProfiles: false, hasAliases: false,
};

export const user: User = {
  id: 'user-1', login: 'alice', siteId: 'site-1', siteAncestors: ['site-1'], groupId: null, enabled: true, startsAt: null, endsAt: null,
  passwordHash: null, passwordExpiresAt: null, passwordMustChange: false, activeOnAllHosts: false,
  activeOnSiteHosts: false, activated: false, groupActivated: false, accessTimes: null, newPin: true, nextTokencode: true, policy: null,
  administratorUnderPolicy: false, hasProfile: false, maximumSessions: null,
};

export interface TokenChanges extends Partial<CheckableToken> {
  readonly seed?: string;
  readonly digits?: number;
  readonly kind?: 'totp' | 'hotp';
  /** Seconds. */
  readonly period?: number;
}

export function totpToken(changes: TokenChanges = {}): CheckableToken {
  const { seed = '12345678901234567890', digits = 6, kind = 'totp', period = 30, ...rest } = changes;
  const definition = defineOtp({ kind, hash: 'sha1', digits, period, t0: 0 });
  if (!definition.ok) throw new Error(definition.reason);
  const key = prepareKey(definition.value, Buffer.from(seed, 'ascii'));
  if (!key.ok) throw new Error(key.reason);
  return {
    assignmentId: 'assignment-1', tokenId: 'token-1', serial: 'T1', seedFingerprint: seed,
    otp: { definition: definition.value, key: key.value }, initialCounter: 0, uses: null, startsAt: null, endsAt: null, enabled: true,
    lost: false, oneTime: true, usePin: true, allowNextTokencode: true, state: { ...freshTokenState, pin: '1234' }, ...rest,
  };
}

/** Runs sign-ins one after another, as the transaction does, and keeps what each leaves behind. */
export class Bench {
  now = START;
  host: AgentHost = host;
  user: User = user;
  tokens: CheckableToken[];
  memory: UserMemory = emptyMemory;
  standIns: StandIn[] = [];
  rules: SignInRules = defaultRules;
  firstFactor: FirstFactor | undefined;
  network: NetworkAccess | undefined;
  private readonly challenges = new Map<string, ChallengeContent>();
  private count = 0;

  constructor(...tokens: CheckableToken[]) {
    this.tokens = tokens;
  }

  /** The tokencode shown now, or `steps` steps later. */
  code(steps = 0, index = 0): string {
    const { definition, key } = this.token(index).otp;
    return codeAt(definition, key, this.expected(index) + steps);
  }

  expected(index = 0): number {
    const { definition } = this.token(index).otp;
    return isTimeDefinition(definition) ? counterAt(definition, this.now / 1000) : this.token(index).initialCounter;
  }

  token(index = 0): CheckableToken {
    const token = this.tokens[index];
    if (!token) throw new Error('no such token');
    return token;
  }

  state(index = 0): TokenState {
    return this.token(index).state;
  }

  setState(changes: Partial<TokenState>, index = 0): void {
    this.tokens[index] = { ...this.token(index), state: { ...this.state(index), ...changes } };
  }

  pap(password: string | null, changes: Partial<SignInRequest> = {}): Decision {
    const mac = createHash('sha256').update(password ?? 'unreadable').digest('hex');
    return decided(this.decide({ method: 'pap', password, passwordMac: mac }, changes));
  }

  chap(secret: string, changes: Partial<SignInRequest> = {}): Decision {
    const challenge = Buffer.from('0123456789abcdef', 'ascii');
    const response = createHash('md5').update(Uint8Array.of(7)).update(secret).update(challenge).digest();
    return decided(this.decide({ method: 'chap', identifier: 7, challenge, response }, changes));
  }

  /** Answers a challenge that an earlier decision opened. */
  answer(challenge: Decision, password: string, changes: Partial<SignInRequest> = {}): Decision {
    const id = challenge.opensChallenge?.id ?? 'never opened';
    const content = this.challenges.get(id);
    return this.pap(password, { challenge: content ? { status: 'claimed', id, content } : { status: 'gone' }, ...changes });
  }

  decide(credentials: TypedCredentials, changes: Partial<SignInRequest> = {}, around: Pick<SignInContext, 'hasPasswordRoom'> = {}): SignInOutcome {
    this.count += 1;
    const outcome = decideSignIn({
      ...around,
      host: this.host, rules: this.rules, firstFactor: this.firstFactor, ...(this.network ? { network: this.network } : {}), now: this.now, random: () => `challenge-${this.count}`,
      subject: { user: this.user, tokens: this.tokens, standIns: this.standIns, memory: this.memory },
      request: {
        requestKey: `request-${this.count}`, proven: true, credentials, source: 'desk', state: null, challenge: null, passwordCheck: null, ...changes,
      },
    });
    if (outcome.kind === 'decided') this.keep(outcome);
    else if (outcome.kind !== 'repeated') this.memory = outcome.memory;
    return outcome;
  }

  private keep(decision: Decision): void {
    this.memory = decision.memory;
    this.tokens = this.tokens.map((token) => ({ ...token, state: decision.tokenStates.get(token.assignmentId) ?? token.state }));
    if (decision.opensChallenge) this.challenges.set(decision.opensChallenge.id, decision.opensChallenge.content);
  }
}

export function decided(outcome: SignInOutcome): Decision {
  if (outcome.kind !== 'decided') throw new Error(`not decided but ${outcome.kind}`);
  return outcome;
}
