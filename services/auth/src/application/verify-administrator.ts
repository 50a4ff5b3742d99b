import { type AuditEvent, type ResultCode, type VerifyAdministratorReply, type VerifyAdministratorRequest, foldLogin } from '@countersign/contracts';
import {
  type AdministratorFactor, type ClaimedChallenge, CONSOLE_ID, type Decision, type SignInContext, type SignInOutcome, type SignInRequest, type SignInRules,
  type Subject, type User, consoleOf, consoleRules, decideSignIn, facing, mustChangePassword, refuseForWantOfStateStore, tokencodeAfter, unfaced,
} from '../domain/index.ts';
import { Lane } from './lane.ts';
import type { OpenedRequest } from './opened-request.ts';
import type { ChangedToken, Challenges, PasswordChecker, SignInChanges, SignInStore, SignInTransaction } from './ports.ts';
import { signInEvent } from './sign-in-event.ts';

/** What an administrator proves, opened. */
export interface AdministratorProof extends Omit<VerifyAdministratorRequest, 'sealedSecret'> {
  /** Null: no text. */
  readonly secret: string | null;
  /** Keyed hashes: of the secret, and of whom a wrong guess delays. */
  readonly secretMac: string;
}

export interface VerifyAdministratorDependencies {
  readonly store: SignInStore;
  readonly challenges: Challenges;
  readonly passwords: PasswordChecker;
  /** A hash of nobody's password: an unknown name takes as long as a known one. */
  readonly nobodysHash: () => Promise<string>;
  readonly rules: SignInRules;
  readonly now: () => number;
  readonly randomId: () => string;
  readonly eventId: () => string;
}

type Verdict = VerifyAdministratorReply;
type PasswordCheck = SignInRequest['passwordCheck'];
type Judged = { readonly verdict: Verdict; readonly usedChallenge: boolean };
type Round = Judged | { readonly ask: Extract<SignInOutcome, { kind: 'password-needed' }> };

type Written<T> = { readonly result: T; readonly changes: SignInChanges | null };

/** Transactions for the console at once, and more that wait: who floods it takes no connection from sign-ins. */
const LANE = { concurrent: 2, waiting: 256 } as const;

/**
 * One factor of an administrator at the console: claim the challenge that it answers, decide under the user's lock,
 * check the password outside of the transaction and decide again. Everything that a sign-in counts is counted here, too.
 */
export class VerifyAdministrator {
  private readonly lane = new Lane(LANE);

  constructor(private readonly dependencies: VerifyAdministratorDependencies) {}

  async verify(proof: AdministratorProof): Promise<Verdict> {
    const { challenges } = this.dependencies;
    if (proof.userId === null) return this.refuseNobody(proof);
    if (proof.state === null) return this.decide(proof, null);
    const claim = await challenges.claim(proof.state, proof.requestKey);
    if (claim.status === 'busy' || claim.status === 'answered') return undecided;
    return this.decide(proof, claim);
  }

  private async decide(proof: AdministratorProof, claim: ClaimedChallenge | null): Promise<Verdict> {
    const { challenges } = this.dependencies;
    const claimed = claim?.status === 'claimed' ? claim.id : undefined;
    const release = async (): Promise<void> => {
      if (claimed !== undefined) await challenges.release(claimed, proof.requestKey).catch(() => undefined);
    };
    try {
      const { verdict, usedChallenge } = await this.decideInRounds(proof, claim);
      if (!usedChallenge) await release();
      // Nobody asks for the answer again: each question has a key of its own.
      else if (claimed !== undefined) await challenges.answered(claimed, proof.requestKey, 'used').catch(() => undefined);
      return verdict;
    } catch (error) {
      await release();
      throw error;
    }
  }

  private async decideInRounds(proof: AdministratorProof, claim: ClaimedChallenge | null): Promise<{ verdict: Verdict; usedChallenge: boolean }> {
    const first = await this.round(proof, claim, null);
    if (!('ask' in first)) return first;
    const { hash, password } = first.ask;
    const matches = await this.dependencies.passwords.check({ userId: proof.userId ?? '', source: CONSOLE_ID, hash, password });
    const second = await this.round(proof, claim, { hash, verdict: matches === undefined ? 'no-room' : matches ? 'right' : 'wrong' });
    if ('ask' in second) throw new Error('a password that was checked is not asked for again');
    return second;
  }

  private async round(proof: AdministratorProof, claim: ClaimedChallenge | null, check: PasswordCheck): Promise<Round> {
    const { store } = this.dependencies;
    const round = await this.lane.run(async () => store.transaction(async (transaction) => this.decideLocked(transaction, proof, claim, check)));
    return round ?? { verdict: undecided, usedChallenge: false };
  }

  private async decideLocked(transaction: SignInTransaction, proof: AdministratorProof, claim: ClaimedChallenge | null, check: PasswordCheck): Promise<Written<Round>> {
    const { rules, now, randomId, challenges } = this.dependencies;
    const userId = proof.userId ?? '';
    const subjects = await transaction.loadById(userId);
    const user = subjects.user(userId, CONSOLE_ID);
    if (!user) return this.recordNobody(proof);
    const subject: Subject = { user, tokens: subjects.tokens(userId), standIns: [], memory: subjects.memory(userId) };
    const context: SignInContext = {
      host: consoleOf(user.siteId), subject: facing(proof.factor, subject), rules: consoleRules(rules), now: now(), random: randomId,
      request: { ...requestOf(proof), challenge: claim, passwordCheck: check },
    };
    let outcome = decideSignIn(context);
    if (outcome.kind === 'decided' && outcome.opensChallenge) {
      const { id, content, ttlMs } = outcome.opensChallenge;
      // Before the commit: with the state store down nothing may have been burnt.
      await challenges.open(id, content, ttlMs).catch(() => { outcome = refuseForWantOfStateStore(context); });
    }
    if (outcome.kind === 'repeated') return { result: { verdict: undecided, usedChallenge: false }, changes: null };
    if (outcome.kind !== 'decided') {
      const result: Round = outcome.kind === 'password-needed' ? { ask: outcome } : { verdict: undecided, usedChallenge: false };
      return { result, changes: { memories: new Map([[userId, outcome.memory]]), tokens: new Map(), events: [] } };
    }
    const verdict = verdictOf(proof, outcome, subject, context.now);
    const { memory } = outcome;
    return {
      result: { verdict, usedChallenge: claim?.status === 'claimed' && memory.usedChallenges.some(({ id }) => id === claim.id) },
      changes: {
        memories: new Map([[userId, memory]]), tokens: changedTokens(outcome, subject),
        signedIn: new Map(proof.occasion === 'sign-in' && verdict.outcome === 'right' && !verdict.tokencodeNeeded ? [[userId, context.now]] : []), events: [this.event(proof, { ...outcome, result: recordedResult(proof, verdict) }, user)],
      },
    };
  }

  /** Looks and takes like a wrong password; a line of the trail says what was tried. */
  private async refuseNobody(proof: AdministratorProof): Promise<Verdict> {
    const { passwords, nobodysHash, store } = this.dependencies;
    const hash = await nobodysHash();
    const checked = await passwords.check({ userId: `nobody ${foldLogin(proof.login)}`, source: CONSOLE_ID, hash, password: proof.secret ?? '' });
    if (checked === undefined) return undecided;
    const recorded = await this.lane.run(async () => store.transaction(async () => this.recordNobody(proof)));
    return recorded?.verdict ?? undecided;
  }

  private recordNobody(proof: AdministratorProof): Written<Judged> {
    const result = 'administrator-wrong-password';
    return {
      result: { verdict: { ...undecided, outcome: 'wrong', result }, usedChallenge: false },
      changes: { memories: new Map(), tokens: new Map(), events: [this.event(proof, { result }, null)] },
    };
  }

  private event(proof: AdministratorProof, decided: Parameters<typeof signInEvent>[1], user: User | null): AuditEvent {
    const { factor, occasion } = proof;
    const known = { id: this.dependencies.eventId(), at: new Date(this.dependencies.now()), user, host: user && consoleOf(user.siteId) };
    const detail = { ...decided.detail, method: 'console', factor, occasion };
    // Neither signing in at the console nor a proof while signed in is a sign-in of users: reports of those leave it out.
    return { ...signInEvent(requestOf(proof), { ...decided, detail }, known), kind: 'administration' };
  }
}

const undecided: Verdict = { outcome: 'undecided', result: 'throttled', tokencodeNeeded: false, mustChangePassword: false, state: null };

const CONFIRMED = {
  'password-change': 'administrator-password-confirmed', 'token-proof': 'administrator-token-confirmed',
} as const satisfies Partial<Record<AdministratorProof['occasion'], ResultCode>>;

/** What the trail calls it; the reply keeps the names that every version of token-admin knows. */
const recordedResult = ({ occasion }: AdministratorProof, { outcome, result }: Verdict): ResultCode =>
  (occasion === 'sign-in' || outcome !== 'right' ? result : CONFIRMED[occasion]);

function requestOf({ requestKey, address, source, login, state, secret, secretMac }: AdministratorProof): OpenedRequest {
  return {
    requestKey, agentHostId: CONSOLE_ID, secretVersion: 1, proven: true, sourceAddress: address, callingStationId: null, nasIdentifier: null, attributes: Buffer.alloc(0), source,
    userName: login, state, credentials: { method: 'pap', password: secret, passwordMac: secretMac },
  };
}

function verdictOf(proof: AdministratorProof, { answer, result }: Decision, { user, tokens }: Subject, now: number): Verdict {
  const plain = { tokencodeNeeded: false, mustChangePassword: false, state: null };
  switch (answer.outcome) {
    case 'accept': {
      const next = proof.factor === 'password' ? tokencodeAfter(tokens, now, proof.requireToken) : 'not-needed';
      if (proof.occasion !== 'sign-in') return { ...plain, outcome: 'right', result };
      if (next === 'impossible') return { ...plain, outcome: 'wrong', result: 'tokencode-impossible' };
      const tokencodeNeeded = next === 'needed';
      return {
        outcome: 'right', state: null, tokencodeNeeded, mustChangePassword: mustChangePassword(user, now),
        result: tokencodeNeeded ? 'administrator-tokencode-needed' : 'administrator-signed-in',
      };
    }
    case 'challenge':
      return { ...plain, outcome: 'next-tokencode', result, state: answer.state };
    default:
      return { ...plain, outcome: 'wrong', result: named(result, proof.factor) };
  }
}

/** The administrator's own line of the log; any other refusal keeps its name. */
function named(result: ResultCode, factor: AdministratorFactor): ResultCode {
  return result === 'wrong-password' ? (factor === 'password' ? 'administrator-wrong-password' : 'wrong-tokencode') : result;
}

function changedTokens({ tokenStates }: Decision, { tokens }: Subject): ReadonlyMap<string, ChangedToken> {
  const changed = new Map<string, ChangedToken>();
  for (const { assignmentId, seedFingerprint, state: before } of tokens) {
    const after = tokenStates.get(assignmentId);
    if (after) changed.set(assignmentId, { seedFingerprint, before, after: unfaced(before, after) });
  }
  return changed;
}
