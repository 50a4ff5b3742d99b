import { type Answer, answerSchema } from '@countersign/contracts';
import type { ClaimedChallenge } from '../domain/index.ts';
import {
  type Answered, type BatchEntry, type DecideBatchTools, type EntryOutcome, decideBatch, refuseUnstorable,
} from './decide-batch.ts';
import { LoginFormChanged } from './login-forms.ts';
import type { OpenedRequest } from './opened-request.ts';
import type { Challenges, FirstFactorChecker, PasswordChecker, SignInObserver, SignInStore } from './ports.ts';
import { TurnBatcher, type TurnLimits } from './turn-batcher.ts';

export interface SignInDependencies extends DecideBatchTools {
  readonly store: SignInStore;
  readonly challenges: Challenges;
  readonly passwords: PasswordChecker;
  readonly firstFactorChecker: FirstFactorChecker;
  readonly batch: TurnLimits;
  readonly observer?: SignInObserver;
}

const tooLate: Answered = { kind: 'answer', answer: { outcome: 'silence', reason: 'decided-too-late' }, usedChallenge: false };

/**
 * The sign-in use case, one request at a time for its caller:
 * claim the challenge, decide together with the other requests of this turn, check the passwords when the decision asks
 * for it and decide again, and note the answer at the challenge.
 */
export class SignIn {
  private readonly batcher: TurnBatcher<BatchEntry, EntryOutcome>;

  constructor(private readonly dependencies: SignInDependencies) {
    this.batcher = new TurnBatcher((entries) => {
      dependencies.observer?.turn(entries.length);
      return this.decideInTime(entries);
    }, dependencies.batch);
  }

  /** Whether sign-ins are being decided, or a crowd of them was a moment ago. One whose password is being checked is not. */
  get isDeciding(): boolean {
    return this.batcher.isBusy;
  }

  async decide(request: OpenedRequest): Promise<Answer> {
    const { challenges } = this.dependencies;
    if (request.state === null) return (await this.decideEntry({ request, challenge: null, passwordCheck: null })).answer;

    const claim = await challenges.claim(request.state, request.requestKey);
    if (claim.status === 'busy') return { outcome: 'silence', reason: 'challenge-being-answered' };
    if (claim.status === 'answered') return answerSchema.parse(JSON.parse(claim.answer));
    if (claim.status !== 'claimed') return (await this.decideEntry({ request, challenge: claim, passwordCheck: null })).answer;
    return this.decideClaimed(request, claim);
  }

  /** What is committed is noted at the challenge; undecided – or none of the challenge's business – gives it back. */
  private async decideClaimed(request: OpenedRequest, claim: ClaimedChallenge & { status: 'claimed' }): Promise<Answer> {
    const { challenges } = this.dependencies;
    const release = (): Promise<void> => challenges.release(claim.id, request.requestKey).catch(() => undefined);
    try {
      const { answer, usedChallenge } = await this.decideEntry({ request, challenge: claim, passwordCheck: null });
      // Lost at the state store, it still stands in the user's memory: that is where a used challenge stays used.
      if (usedChallenge) await challenges.answered(claim.id, request.requestKey, JSON.stringify(answer)).catch(() => undefined);
      else await release();
      return answer;
    } catch (error) {
      await release();
      throw error;
    }
  }

  private async decideEntry(entry: BatchEntry): Promise<Answered> {
    const first = await this.decided(entry);
    if (first.kind === 'answer') return first;
    const second = await this.decided(first.kind === 'password-needed' ? await this.withPassword(entry, first) : await this.withFirstFactor(entry, first));
    if (second.kind !== 'answer') throw new Error('a password that was checked is not asked for again');
    return second;
  }

  /** @throws what kept this one from being decided */
  private async decided(entry: BatchEntry): Promise<Exclude<EntryOutcome, { kind: 'failed' }>> {
    const outcome = await this.batcher.add(entry);
    if (outcome.kind === 'failed') throw outcome.error;
    return outcome;
  }

  private async withPassword(entry: BatchEntry, { hash, password, userId }: Extract<EntryOutcome, { kind: 'password-needed' }>): Promise<BatchEntry> {
    const matches = await this.dependencies.passwords.check({ userId, source: entry.request.source, hash, password });
    const verdict = matches === undefined ? 'no-room' : matches ? 'right' : 'wrong';
    return { ...entry, passwordCheck: { hash, verdict } };
  }

  private async withFirstFactor(entry: BatchEntry, { question, userId }: Extract<EntryOutcome, { kind: 'first-factor-needed' }>): Promise<BatchEntry> {
    const checked = await this.dependencies.firstFactorChecker.check(question, { userId, source: entry.request.source });
    return { ...entry, firstFactorCheck: { question, ...checked } };
  }

  /**
   * Those for whose answers somebody still waits; deciding the others would only make these wait longer. But what was
   * found out about a password goes on record in any case, and the next copy of its request gets the answer.
   */
  private async decideInTime(entries: readonly BatchEntry[]): Promise<EntryOutcome[]> {
    const now = this.dependencies.now();
    const isInTime = ({ request: { expiresAt }, passwordCheck, firstFactorCheck }: BatchEntry): boolean =>
      passwordCheck !== null || firstFactorCheck !== undefined || expiresAt === undefined || expiresAt > now;
    const timely = entries.filter(isInTime);
    const outcomes = timely.length === 0 ? [] : await this.decideTogether(timely);
    const decided = outcomes.values();
    return entries.flatMap((entry) => isInTime(entry) ? decided.next().value ?? [] : tooLate);
  }

  /** One transaction for all; a value that the database refuses is isolated by halving, its neighbours are unharmed. */
  private async decideTogether(entries: readonly BatchEntry[]): Promise<EntryOutcome[]> {
    const { store } = this.dependencies;
    try {
      return await store.transaction((transaction) => decideBatch(entries, transaction, this.dependencies));
    } catch (error) {
      // Known better now.
      if (error instanceof LoginFormChanged) return this.decideTogether(entries);
      if (!store.isBadData(error)) throw error;
      if (entries.length === 1) {
        this.dependencies.observer?.isolated();
        return [await this.refuseValue(entries)];
      }
      const middle = Math.ceil(entries.length / 2);
      return [
        ...await this.decideTogether(entries.slice(0, middle)),
        ...await this.decideTogether(entries.slice(middle)),
      ];
    }
  }

  /** The culprit alone: refused with its own code, on record without the values that came with it. */
  private async refuseValue([culprit]: readonly BatchEntry[]): Promise<Answered> {
    if (!culprit) throw new Error('nobody to refuse');
    return this.dependencies.store.transaction((transaction) => refuseUnstorable(culprit, transaction, this.dependencies));
  }
}
