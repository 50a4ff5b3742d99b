/** The state store does not answer; what depends on it is refused, nothing else. */
export class StateStoreUnavailable extends Error {
  override readonly name = 'StateStoreUnavailable';
}

export type ChallengeClaim =
  | { readonly status: 'claimed'; readonly content: string }
  | { readonly status: 'answered'; readonly answer: string }
  /** The same request is being decided elsewhere. */
  | { readonly status: 'busy' }
  /** Never there, expired, or used by another request. */
  | { readonly status: 'gone' };

/** What may be lost without harm: Redis, or memory. Every method rejects with StateStoreUnavailable when it is away. */
export interface StateStore {
  openChallenge(id: string, content: string, ttlMs: number): Promise<void>;
  /** One atomic step: of several requests exactly one claims. A lease that is over lets the next one try. */
  claimChallenge(id: string, requestKey: string, leaseMs: number): Promise<ChallengeClaim>;
  answerChallenge(id: string, requestKey: string, answer: string): Promise<void>;
  /** Undecided: open again. */
  releaseChallenge(id: string, requestKey: string): Promise<void>;
  /** Counts one more; returns the count within the running window. */
  countInWindow(key: string, windowMs: number): Promise<number>;
  /** Keeps a value for its time; one that was there is replaced. */
  keep(key: string, value: string, ttlMs: number): Promise<void>;
  kept(key: string): Promise<string | undefined>;
  /** Gives what is still kept another time to live; what is gone stays gone. */
  prolong(key: string, ttlMs: number): Promise<void>;
  /** @returns whether it was there: of many that take one value away, one hears yes */
  forget(key: string): Promise<boolean>;
}
