import type { Answer, ResultCode } from '@countersign/contracts';
import type { SignInRules } from './rules.ts';

/** What is remembered of a user between sign-ins; lies in the row that is locked while the user is decided. */
export interface UserMemory {
  readonly answers: readonly RememberedAnswer[];
  readonly usedChallenges: readonly { readonly id: string; readonly until: number }[];
  readonly sources: readonly SourceRecord[];
  readonly guesses: { readonly since: number; readonly count: number };
  /** The request whose static password is being checked: at most one of a user, in the whole cluster. */
  readonly passwordCheck?: { readonly requestKey: string; readonly until: number };
  /** Bypass codes that were used, until they would have expired. */
  readonly usedStandIns?: readonly { readonly id: string; readonly usedAt: number; readonly until: number }[];
}

export interface RememberedAnswer {
  readonly requestKey: string;
  readonly at: number;
  readonly answer: Answer;
  readonly result: ResultCode;
  /** Nothing was evaluated (a throttled guess): the first to be forgotten when room is needed. */
  readonly idle: boolean;
  /** For the failover grace: what a packet that was built anew has in common with the first one. */
  readonly agentHostId: string;
  readonly source: string;
  readonly passwordMac: string | null;
  readonly state: string | null;
}

/** How a source (agent host and Calling-Station-Id) has fared with this user. */
export interface SourceRecord {
  readonly source: string;
  readonly failures: number;
  readonly delayedUntil: number;
  readonly lastSuccessAt: number | null;
  readonly seenAt: number;
}

export const emptyMemory: UserMemory = { answers: [], usedChallenges: [], sources: [], guesses: { since: 0, count: 0 } };

/** Bounds of the row: answers of half a minute, sources of an hour of guesses. */
export const REMEMBERED_ANSWERS = 16;
export const REMEMBERED_SOURCES = 64;

export function rememberAnswer(memory: UserMemory, entry: RememberedAnswer, rules: SignInRules): UserMemory {
  const young = [...memory.answers, entry].filter((answer) => answer.at > entry.at - rules.answerMemoryMs);
  while (young.length > REMEMBERED_ANSWERS) {
    young.splice(leastMissed(young), 1);
  }
  return { ...memory, answers: young };
}

/**
 * Guesses must not push out the answer that a retransmission is about to ask for: who does not have the passcode gets
 * refusals only, and they make room first – those for which nothing was evaluated before the others.
 */
function leastMissed(answers: readonly RememberedAnswer[]): number {
  const idle = answers.findIndex((entry) => entry.idle);
  if (idle >= 0) return idle;
  const refusal = answers.findIndex(({ answer }) => answer.outcome === 'refuse');
  return Math.max(refusal, 0);
}

export function rememberUsedChallenge(memory: UserMemory, id: string, until: number, now: number): UserMemory {
  return { ...memory, usedChallenges: [...memory.usedChallenges.filter((used) => used.until > now), { id, until }] };
}

export function rememberUsedStandIn(memory: UserMemory, id: string, until: number, now: number): UserMemory {
  return { ...memory, usedStandIns: [...(memory.usedStandIns ?? []).filter((used) => used.until > now), { id, usedAt: now, until }] };
}

/**
 * A guess was evaluated and was wrong; `delaySource` when it was the first factor. Beyond the limit only known sources
 * are heard, and there each wrong guess delays: else the budget would not hold for whoever shares a known source.
 */
export function countGuess(
  memory: UserMemory, source: string, now: number, rules: SignInRules, { delaySource }: { delaySource: boolean },
): UserMemory {
  const expired = now - memory.guesses.since >= rules.guessWindowMs;
  const guesses = expired ? { since: now, count: 1 } : { ...memory.guesses, count: memory.guesses.count + 1 };
  const counted = { ...memory, guesses };
  return delaySource || guesses.count > rules.guessLimit ? delaySourceOf(counted, source, now, rules) : counted;
}

/** The next attempt from this source must wait: longer with each failure. */
export function delaySourceOf(memory: UserMemory, source: string, now: number, rules: SignInRules): UserMemory {
  const record = sourceRecord(memory, source);
  const delay = Math.min(rules.delayMs * 2 ** record.failures, rules.delayMaximumMs);
  return withSource(memory, { ...record, failures: record.failures + 1, delayedUntil: now + delay, seenAt: now });
}

/** What was counted as a guess turned out to be right. */
export function takeBackGuess(memory: UserMemory): UserMemory {
  return { ...memory, guesses: { ...memory.guesses, count: Math.max(memory.guesses.count - 1, 0) } };
}

/** From now on the user's place in the password queue belongs to this request, until its verdict or its time is up. */
export function holdPasswordCheck(memory: UserMemory, requestKey: string, now: number, rules: SignInRules): UserMemory {
  return { ...memory, passwordCheck: { requestKey, until: now + rules.passwordCheckMs } };
}

export function endPasswordCheck(memory: UserMemory, requestKey: string): UserMemory {
  if (memory.passwordCheck?.requestKey !== requestKey) return memory;
  const { passwordCheck: _, ...rest } = memory;
  return rest;
}

/** Key of the request whose password is being checked now. */
export function passwordCheckHolder({ passwordCheck }: UserMemory, now: number): string | undefined {
  return passwordCheck && passwordCheck.until > now ? passwordCheck.requestKey : undefined;
}

/** Delays and guesses are forgotten; answers, used challenges and which sources are known are not. */
export function forgiven(memory: UserMemory): UserMemory {
  return {
    ...memory,
    guesses: emptyMemory.guesses,
    sources: memory.sources.map((record) => ({ ...record, failures: 0, delayedUntil: 0 })),
  };
}

export function countSuccess(memory: UserMemory, source: string, now: number): UserMemory {
  return withSource(memory, { source, failures: 0, delayedUntil: 0, lastSuccessAt: now, seenAt: now });
}

/** Why nothing may be evaluated now; undefined when the source is heard. */
export function throttleOf(
  memory: UserMemory, source: string, now: number, rules: SignInRules,
): 'throttled' | 'too-many-guesses' | undefined {
  const record = sourceRecord(memory, source);
  if (record.delayedUntil > now) return 'throttled';
  const used = now - memory.guesses.since < rules.guessWindowMs ? memory.guesses.count : 0;
  const known = record.lastSuccessAt !== null && now - record.lastSuccessAt < rules.knownSourceMs;
  return used >= rules.guessLimit && !known ? 'too-many-guesses' : undefined;
}

function sourceRecord(memory: UserMemory, source: string): SourceRecord {
  return memory.sources.find((record) => record.source === source)
    ?? { source, failures: 0, delayedUntil: 0, lastSuccessAt: null, seenAt: 0 };
}

function withSource(memory: UserMemory, record: SourceRecord): UserMemory {
  const others = memory.sources.filter(({ source }) => source !== record.source);
  if (others.length >= REMEMBERED_SOURCES) others.splice(leastUseful(others), 1);
  return { ...memory, sources: [...others, record] };
}

/** Sources that never signed in go first, then the longest unseen. */
function leastUseful(sources: readonly SourceRecord[]): number {
  let worst = 0;
  for (const [index, record] of sources.entries()) {
    const least = sources[worst];
    if (!least) break;
    const known = record.lastSuccessAt !== null;
    const leastKnown = least.lastSuccessAt !== null;
    if (known === leastKnown ? record.seenAt < least.seenAt : leastKnown) worst = index;
  }
  return worst;
}
