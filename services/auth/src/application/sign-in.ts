import { type Answer, answerSchema } from '@countersign/contracts';
import { type BatchEntry, type DecideBatchTools, type EntryOutcome, decideBatch } from './decide-batch.ts';
import type { OpenedRequest } from './opened-request.ts';
import type { Challenges, PasswordChecker, SignInObserver, SignInStore } from './ports.ts';
import { TurnBatcher } from './turn-batcher.ts';

export interface SignInDependencies extends DecideBatchTools {
  readonly store: SignInStore;
  readonly challenges: Challenges;
  readonly passwords: PasswordChecker;
  readonly batch: { readonly most: number; readonly concurrent: number };
  readonly observer?: SignInObserver;
}

/**
 * The sign-in use case, one request at a time for its caller:
 * claim the challenge, decide together with the other requests of this turn, check the static password when the
 * decision asks for it and decide again, and note the answer at the challenge.
 */
export class SignIn {
  private readonly batcher: TurnBatcher<BatchEntry, EntryOutcome>;

  constructor(private readonly dependencies: SignInDependencies) {
    this.batcher = new TurnBatcher((entries) => {
      dependencies.observer?.turn(entries.length);
      return this.decideTogether(entries);
    }, dependencies.batch);
  }

  async decide(request: OpenedRequest): Promise<Answer> {
    const { challenges } = this.dependencies;
    if (request.state === null) return this.decideEntry({ request, challenge: null, passwordCheck: null });

    const claim = await challenges.claim(request.state, request.requestKey);
    if (claim.status === 'busy') return { outcome: 'silence', reason: 'challenge-being-answered' };
    if (claim.status === 'answered') return answerSchema.parse(JSON.parse(claim.answer));
    let answer: Answer;
    try {
      answer = await this.decideEntry({ request, challenge: claim, passwordCheck: null });
    } catch (error) {
      await challenges.release(request.state, request.requestKey).catch(() => undefined);
      throw error;
    }
    // The answer is committed; the state store only spares the next retransmission a transaction.
    if (claim.status === 'claimed') {
      await challenges.answered(request.state, request.requestKey, JSON.stringify(answer)).catch(() => undefined);
    }
    return answer;
  }

  private async decideEntry(entry: BatchEntry): Promise<Answer> {
    const outcome = await this.batcher.add(entry);
    if (outcome.kind === 'answer') return outcome.answer;
    const { hash, password, userId } = outcome;
    const matches = await this.dependencies.passwords.check({ userId, source: entry.request.source, hash, password });
    if (matches === undefined) return { outcome: 'silence', reason: 'password-queue-full' };
    // A hash that changed meanwhile would ask again; two rounds are enough for anything but a race every time.
    const second = await this.batcher.add({ ...entry, passwordCheck: { hash, matches } });
    return second.kind === 'answer' ? second.answer : { outcome: 'silence', reason: 'password-changed' };
  }

  /** One transaction for all; a value that the database refuses is isolated by halving, its neighbours are unharmed. */
  private async decideTogether(entries: readonly BatchEntry[]): Promise<EntryOutcome[]> {
    const { store } = this.dependencies;
    try {
      const outcomes = await store.transaction((transaction) => decideBatch(entries, transaction, this.dependencies));
      store.wakeRelay();
      return outcomes;
    } catch (error) {
      if (!store.isBadData(error)) throw error;
      if (entries.length === 1) {
        this.dependencies.observer?.isolated();
        return [{ kind: 'answer', answer: { outcome: 'refuse', message: this.dependencies.rules.texts.refused } }];
      }
      const middle = Math.ceil(entries.length / 2);
      return [
        ...await this.decideTogether(entries.slice(0, middle)),
        ...await this.decideTogether(entries.slice(middle)),
      ];
    }
  }
}
