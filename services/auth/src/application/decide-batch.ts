import type { Answer, AuditEvent, ResultCode } from '@countersign/contracts';
import {
  type AgentHost, type ClaimedChallenge, type Decision, type FirstFactorCheck, type FirstFactorNeeded, type LoginForm, type PasswordNeeded, type SignInContext, type SignInRequest,
  SignInTrace, type SiteRules, type Subject, type Token, type TokenState, type User, type UserMemory, decideSignIn, findUser, loginNameOf,
  refuseForWantOfStateStore, suspectsSharedSecret,
} from '../domain/index.ts';
import type { OpenedRequest } from './opened-request.ts';
import { LoginFormChanged, type LoginForms, type LoginGuess } from './login-forms.ts';
import type { ChangedToken, Challenges, FirstFactors, LoadedNetwork, LockedSubjects, PasswordChecker, SignInChanges, SignInTransaction } from './ports.ts';
import { NetworkLedger, concernsNetwork } from './network-ledger.ts';
import { signInEvent } from './sign-in-event.ts';

/** One request of the batch, with what was found out before the transaction. */
export interface BatchEntry {
  readonly request: OpenedRequest;
  readonly challenge: ClaimedChallenge | null;
  readonly passwordCheck: SignInRequest['passwordCheck'];
  readonly firstFactorCheck?: FirstFactorCheck;
}

/** What became of an entry: an answer, the wish to have passwords checked first, or that it cannot be decided. */
export type EntryOutcome = Answered
  | { readonly kind: 'failed'; readonly error: unknown }
  | (Pick<PasswordNeeded, 'kind' | 'hash' | 'password'> & { readonly userId: string })
  | (Pick<FirstFactorNeeded, 'kind' | 'question'> & { readonly userId: string });

export interface Answered {
  readonly kind: 'answer';
  readonly answer: Answer;
  /** The challenge of this request is used up; else it may be answered again. */
  readonly usedChallenge: boolean;
}

export interface DecideBatchTools {
  readonly rules: SiteRules;
  readonly loginForms: LoginForms;
  readonly challenges: Challenges;
  readonly firstFactors: FirstFactors;
  readonly passwords: Pick<PasswordChecker, 'hasRoom'>;
  readonly now: () => number;
  readonly randomId: () => string;
  readonly eventId: () => string;
}

/** What a batch came to, in the order of its entries, and what is to be written for it to hold. */
export interface DecidedBatch<Result> {
  readonly result: Result;
  readonly changes: SignInChanges;
}

/**
 * Decides all requests of one event-loop turn in one transaction: lock whom they may mean and load everything, find
 * each one's user, decide one after another, open the challenges.
 *
 * @throws LoginFormChanged when users were looked for under wrong names
 */
export async function decideBatch(
  entries: readonly BatchEntry[], transaction: SignInTransaction, tools: DecideBatchTools,
): Promise<DecidedBatch<EntryOutcome[]>> {
  const { loginForms } = tools;
  const asked = entries.map(({ request }) => {
    const guess = loginForms.guess(request.agentHostId);
    return { hostId: request.agentHostId, guess, login: loginToLookFor(request, guess.form), aliases: guess.aliases };
  });
  const subjects = await transaction.loadByLogin(asked);
  checkLoginForms(asked, subjects, loginForms);
  const located = entries.map((entry, index) => locate(entry, asked[index]?.login, subjects));
  const now = tools.now();
  const network = await loadNetwork(located, transaction, now);

  let batch = new Batch(subjects, network, now, tools);
  let outcomes = located.map((each) => batch.decide(each, true));
  try {
    // Before the commit: with the state store down nothing may have been burnt.
    await Promise.all(batch.opened.map(({ id, content, ttlMs }) => tools.challenges.open(id, content, ttlMs)));
  } catch {
    batch = new Batch(subjects, network, now, tools);
    outcomes = located.map((each) => batch.decide(each, false));
  }
  return { result: outcomes, changes: batch };
}

/**
 * Refuses the one request of which the database took a value amiss. Its record holds only what was checked before;
 * the person's name and what the device claimed are left out.
 */
export async function refuseUnstorable(
  { request }: BatchEntry, transaction: SignInTransaction, tools: DecideBatchTools,
): Promise<DecidedBatch<Answered>> {
  const { agentHostId: hostId } = request;
  const host = (await transaction.loadByLogin([{ hostId, login: undefined, aliases: false }])).host(hostId) ?? null;
  const bare: OpenedRequest = { ...request, userName: null, callingStationId: null, nasIdentifier: null };
  const known = { id: tools.eventId(), at: new Date(tools.now()), host, user: null };
  return {
    result: unchallenged({ outcome: 'refuse', message: tools.rules.under(host?.policy ?? null).texts.refused }),
    changes: { memories: new Map(), tokens: new Map(), events: [signInEvent(bare, { result: 'value-refused' }, known)] },
  };
}

type Located = { readonly entry: BatchEntry } & (
  | { readonly kind: 'user'; readonly host: AgentHost; readonly user: User }
  | { readonly kind: 'refused'; readonly host: AgentHost; readonly result: ResultCode }
  | { readonly kind: 'silent'; readonly reason: string }
);

/** Whoever is named by what was not encrypted with our secret is nobody's business: no row is locked or made for it. */
function loginToLookFor(request: OpenedRequest, form: LoginForm): string | undefined {
  if (request.userName === null || suspectsSharedSecret(request)) return undefined;
  return loginNameOf(request.userName, form);
}

/** @throws LoginFormChanged */
function checkLoginForms(asked: readonly { hostId: string; guess: LoginGuess }[], subjects: LockedSubjects, loginForms: LoginForms): void {
  const guesses = new Map(asked.map(({ hostId, guess }) => [hostId, guess]));
  const wrong = [...guesses].filter(([hostId, guess]) => {
    const host = subjects.host(hostId);
    return host !== undefined && !loginForms.check(host, guess);
  });
  if (wrong.length > 0) throw new LoginFormChanged();
}

function locate(entry: BatchEntry, login: string | undefined, subjects: LockedSubjects): Located {
  const host = subjects.host(entry.request.agentHostId);
  if (!host) return { entry, kind: 'silent', reason: 'unknown-agent-host' };
  // The secret has changed since the gateway verified the packet: its next try is verified with the new one.
  if (host.secretVersion !== entry.request.secretVersion) return { entry, kind: 'silent', reason: 'stale-secret' };
  if (suspectsSharedSecret(entry.request)) return { entry, kind: 'silent', reason: 'shared-secret-suspected' };
  if (login === undefined) return { entry, kind: 'refused', host, result: 'unregistered-user' };
  const found = findUser(subjects.candidates(login, host.id), host);
  const user = found.found === 'user' ? subjects.user(found.userId, host.id) : undefined;
  if (user) return { entry, kind: 'user', host, user };
  return { entry, kind: 'refused', host, result: found.found === 'several' ? 'ambiguous-user' : 'unregistered-user' };
}

/** Null: nobody in the batch has a profile or a limit, and there is nothing to ask the database for. */
async function loadNetwork(located: readonly Located[], transaction: SignInTransaction, now: number): Promise<LoadedNetwork | null> {
  const pairs = located.flatMap((each) =>
    (each.kind === 'user' && concernsNetwork(each.user, each.host) ? [{ userId: each.user.id, hostId: each.host.id }] : []));
  return pairs.length === 0 ? null : transaction.loadNetwork(pairs, now);
}

/** The working state of a batch: later requests of a user are decided on what earlier ones left. */
class Batch {
  readonly memories = new Map<string, UserMemory>();
  readonly signedIn = new Map<string, number>();
  readonly tokens = new Map<string, ChangedToken>();
  readonly events: AuditEvent[] = [];
  private readonly seeds = new Map<string, Pick<TokenState, 'lastCounter' | 'drift'>>();
  readonly opened: NonNullable<Decision['opensChallenge']>[] = [];

  private readonly ledger: NetworkLedger;

  /** @param now of all decisions and their records, in Unix milliseconds */
  constructor(private readonly subjects: LockedSubjects, network: LoadedNetwork | null, private readonly now: number, private readonly tools: DecideBatchTools) {
    this.ledger = new NetworkLedger(network);
  }

  get reservations(): SignInChanges['reservations'] & {} {
    return this.ledger.reservations;
  }

  /** One that cannot be decided – a seed that does not open, say – harms nobody else: nothing of it is kept. */
  decide(located: Located, challengesAvailable: boolean): EntryOutcome {
    try {
      return this.decideLocated(located, challengesAvailable);
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  private decideLocated(located: Located, challengesAvailable: boolean): EntryOutcome {
    switch (located.kind) {
      case 'silent':
        return unchallenged({ outcome: 'silence', reason: located.reason });
      case 'refused':
        return this.refuseUnknown(located);
      case 'user':
        return this.decideUser(located, challengesAvailable);
    }
  }

  private refuseUnknown({ entry, host, result }: Extract<Located, { kind: 'refused' }>): EntryOutcome {
    const trace = new SignInTrace();
    trace.note('find-user', host.openToAll ? 'every site' : 'site of the agent host and below', result);
    this.events.push(this.eventOf(entry.request, { result, detail: { trace: trace.toString() } }, host, null));
    return unchallenged({ outcome: 'refuse', message: this.tools.rules.under(host.policy).texts.refused });
  }

  private decideUser(located: Extract<Located, { kind: 'user' }>, challengesAvailable: boolean): EntryOutcome {
    const { entry, host, user } = located;
    const userId = user.id;
    const subject: Subject = {
      user, tokens: this.currentTokens(userId), standIns: this.subjects.standIns(userId), memory: this.memories.get(userId) ?? this.subjects.memory(userId),
    };
    const context: SignInContext = {
      host, subject, rules: this.tools.rules.between(user, host), firstFactor: this.tools.firstFactors.of(user, this.now), now: this.now, random: this.tools.randomId,
      hasPasswordRoom: () => this.tools.passwords.hasRoom(entry.request.source),
      request: { ...entry.request, challenge: entry.challenge, passwordCheck: entry.passwordCheck, firstFactorCheck: entry.firstFactorCheck ?? null },
      ...this.ledger.accessOf(user, host, entry.request),
    };
    const decided = decideSignIn(context);
    const blocked = decided.kind === 'decided' && decided.opensChallenge !== null && !challengesAvailable;
    const outcome = blocked ? refuseForWantOfStateStore(context) : decided;
    switch (outcome.kind) {
      case 'repeated':
        return { kind: 'answer', answer: outcome.answer, usedChallenge: isUsed(entry, subject.memory) };
      case 'password-needed':
        this.memories.set(userId, outcome.memory);
        return { kind: outcome.kind, hash: outcome.hash, password: outcome.password, userId };
      case 'first-factor-needed':
        this.memories.set(userId, outcome.memory);
        return { kind: outcome.kind, question: outcome.question, userId };
      case 'undecided':
        if (outcome.memory !== subject.memory) this.memories.set(userId, outcome.memory);
        return unchallenged({ outcome: 'silence', reason: outcome.reason });
      case 'decided': {
        // First: what could not be put on record must not be kept.
        const event = this.eventOf(entry.request, outcome, host, user);
        if (outcome.reserves) this.ledger.keep(outcome, user, host, entry.request, { id: this.tools.eventId(), now: context.now });
        this.apply(outcome, subject, userId);
        if (outcome.answer.outcome === 'accept') this.signedIn.set(userId, context.now);
        this.events.push(event);
        return { kind: 'answer', answer: outcome.answer, usedChallenge: isUsed(entry, outcome.memory) };
      }
    }
  }

  private currentTokens(userId: string): Token[] {
    return this.subjects.tokens(userId).map((token) => {
      const changed = this.tokens.get(token.assignmentId);
      const state = changed ? changed.after : token.state;
      // The counter belongs to the seed: a neighbour in this turn may have the same one.
      return { ...token, state: { ...state, ...this.seeds.get(token.seedFingerprint) } };
    });
  }

  private apply(decision: Decision, subject: Subject, userId: string): void {
    this.memories.set(userId, decision.memory);
    if (decision.opensChallenge) this.opened.push(decision.opensChallenge);
    for (const token of subject.tokens) {
      const after = decision.tokenStates.get(token.assignmentId);
      if (!after) continue;
      const before = this.tokens.get(token.assignmentId)?.before ?? token.state;
      this.tokens.set(token.assignmentId, { seedFingerprint: token.seedFingerprint, before, after });
      this.seeds.set(token.seedFingerprint, { lastCounter: after.lastCounter, drift: after.drift });
    }
  }

  private eventOf(request: OpenedRequest, decided: Parameters<typeof signInEvent>[1], host: AgentHost, user: User | null): AuditEvent {
    return signInEvent(request, decided, { id: this.tools.eventId(), at: new Date(this.now), host, user });
  }
}

function unchallenged(answer: Answer): Answered {
  return { kind: 'answer', answer, usedChallenge: false };
}

function isUsed({ challenge }: BatchEntry, memory: UserMemory): boolean {
  return challenge?.status === 'claimed' && memory.usedChallenges.some(({ id }) => id === challenge.id);
}
