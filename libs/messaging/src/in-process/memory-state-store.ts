import type { ChallengeClaim, StateStore } from '../state-store.ts';

interface Challenge {
  readonly content: string;
  readonly until: number;
  claim: { readonly requestKey: string; readonly until: number; answer?: string } | undefined;
}

/** Most challenges and counters kept; the oldest go first. */
const MOST = 100_000;

/** The state store of one process. */
export class MemoryStateStore implements StateStore {
  private readonly challenges = new Map<string, Challenge>();
  private readonly windows = new Map<string, { until: number; count: number }>();
  private readonly values = new Map<string, { until: number; readonly value: string }>();

  /** @param now milliseconds that never run backwards */
  constructor(private readonly now: () => number) {}

  async openChallenge(id: string, content: string, ttlMs: number): Promise<void> {
    this.challenges.set(id, { content, until: this.now() + ttlMs, claim: undefined });
    makeRoom(this.challenges, this.now());
  }

  async claimChallenge(id: string, requestKey: string, leaseMs: number): Promise<ChallengeClaim> {
    const challenge = this.live(id);
    if (!challenge) return { status: 'gone' };
    const { claim } = challenge;
    if (claim?.answer !== undefined) {
      return claim.requestKey === requestKey ? { status: 'answered', answer: claim.answer } : { status: 'gone' };
    }
    if (claim && claim.until > this.now()) return { status: claim.requestKey === requestKey ? 'busy' : 'gone' };
    challenge.claim = { requestKey, until: this.now() + leaseMs };
    return { status: 'claimed', content: challenge.content };
  }

  async answerChallenge(id: string, requestKey: string, answer: string): Promise<void> {
    const claim = this.live(id)?.claim;
    if (claim?.requestKey === requestKey) claim.answer = answer;
  }

  async releaseChallenge(id: string, requestKey: string): Promise<void> {
    const challenge = this.live(id);
    if (challenge?.claim?.requestKey === requestKey && challenge.claim.answer === undefined) challenge.claim = undefined;
  }

  async countInWindow(key: string, windowMs: number): Promise<number> {
    const now = this.now();
    const known = this.windows.get(key);
    const running = known && known.until > now ? known : { until: now + windowMs, count: 0 };
    running.count += 1;
    this.windows.set(key, running);
    makeRoom(this.windows, now);
    return running.count;
  }

  async keep(key: string, value: string, ttlMs: number): Promise<void> {
    this.values.set(key, { value, until: this.now() + ttlMs });
    makeRoom(this.values, this.now());
  }

  async kept(key: string): Promise<string | undefined> {
    const known = this.values.get(key);
    return known && known.until > this.now() ? known.value : undefined;
  }

  async prolong(key: string, ttlMs: number): Promise<void> {
    const known = this.values.get(key);
    if (known && known.until > this.now()) known.until = this.now() + ttlMs;
  }

  async forget(key: string): Promise<boolean> {
    const known = this.values.get(key);
    this.values.delete(key);
    return known !== undefined && known.until > this.now();
  }

  private live(id: string): Challenge | undefined {
    const challenge = this.challenges.get(id);
    return challenge && challenge.until > this.now() ? challenge : undefined;
  }
}

function makeRoom(entries: Map<string, { readonly until: number }>, now: number): void {
  if (entries.size <= MOST) return;
  for (const [key, { until }] of entries) if (until <= now) entries.delete(key);
  const [oldest] = entries.keys();
  if (entries.size > MOST && oldest !== undefined) entries.delete(oldest);
}
