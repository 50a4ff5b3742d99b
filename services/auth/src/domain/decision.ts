import type { Answer, FactName, ResultCode, StandInKind } from '@countersign/contracts';
import type { FirstFactorQuestion } from './first-factor.ts';
import type { Reservation } from './network.ts';
import type { ChallengeContent } from './sign-in-request.ts';
import type { TokenState } from './subject.ts';
import type { UserMemory } from './user-memory.ts';

/** What the audit trail says that the sign-in was about. */
export type SignInObject =
  | { readonly type: 'token'; readonly id: string; readonly label: string }
  | { readonly type: 'static-password' }
  | { readonly type: StandInKind; readonly id: string; readonly label: string }
  | { readonly type: 'back-end'; readonly id: string };

/** What was decided, and everything that must be written for it to hold. */
export interface Decision {
  readonly kind: 'decided';
  readonly answer: Answer;
  readonly result: ResultCode;
  readonly object: SignInObject | null;
  readonly memory: UserMemory;
  /** New running state by assignment id, for the tokens whose state changed. */
  readonly tokenStates: ReadonlyMap<string, TokenState>;
  /** To be in the state store before the decision is committed. */
  readonly opensChallenge: { readonly id: string; readonly content: ChallengeContent; readonly ttlMs: number } | null;
  /** A place among the user's sessions, and perhaps an address, that the accept takes. */
  readonly reserves: Reservation | null;
  /** A further explanation for the record, never a secret. */
  readonly detail: Readonly<Partial<Record<FactName, string | number | boolean>>>;
}

/** The same request was answered before: nothing changes and nothing is recorded again. */
export interface Repetition {
  readonly kind: 'repeated';
  readonly answer: Answer;
}

/**
 * The static password must be checked first, outside the transaction; then the request comes back with the verdict.
 * `memory` is written before: it counts the guess, so that parallel ones are not free, and keeps the user's place.
 */
export interface PasswordNeeded {
  readonly kind: 'password-needed';
  readonly hash: string;
  readonly password: string;
  readonly memory: UserMemory;
}

/** The same, for the passwords that a site's rule wants before or instead of a passcode. */
export interface FirstFactorNeeded {
  readonly kind: 'first-factor-needed';
  readonly question: FirstFactorQuestion;
  readonly memory: UserMemory;
}

/** Nothing is answered and nothing is remembered as an answer: the same request may be tried again. */
export interface Undecided {
  readonly kind: 'undecided';
  readonly reason: 'password-queue-full' | 'password-being-checked' | 'password-changed';
  readonly memory: UserMemory;
}

export type SignInOutcome = Decision | Repetition | PasswordNeeded | FirstFactorNeeded | Undecided;
