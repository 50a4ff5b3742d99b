import type { StateStore } from '@countersign/messaging';
import { z } from 'zod';
import type { Challenges } from '../../application/ports.ts';
import type { ChallengeContent } from '../../domain/index.ts';

const contentSchema = z.strictObject({
  kind: z.enum(['new-pin', 'next-tokencode']),
  userId: z.uuid(),
  agentHostId: z.uuid(),
  assignmentId: z.uuid(),
  counter: z.int().min(0),
  refusedPins: z.int().min(0),
});

/** How long one request may decide before another may take the challenge over: its replica may have been killed. */
const LEASE_MS = 2000;

/** Challenges between their two legs, in the state store. */
export class ChallengesInStateStore implements Challenges {
  constructor(private readonly store: StateStore) {}

  async open(id: string, content: ChallengeContent, ttlMs: number): Promise<void> {
    await this.store.openChallenge(id, JSON.stringify(content), ttlMs);
  }

  async claim(id: string, requestKey: string): ReturnType<Challenges['claim']> {
    let claim: Awaited<ReturnType<StateStore['claimChallenge']>>;
    try {
      claim = await this.store.claimChallenge(id, requestKey, LEASE_MS);
    } catch {
      return { status: 'unavailable' };
    }
    if (claim.status !== 'claimed') return claim;
    return { status: 'claimed', id, content: contentSchema.parse(JSON.parse(claim.content)) };
  }

  async answered(id: string, requestKey: string, answer: string): Promise<void> {
    await this.store.answerChallenge(id, requestKey, answer);
  }

  async release(id: string, requestKey: string): Promise<void> {
    await this.store.releaseChallenge(id, requestKey);
  }
}
