import type { Sealer } from '@countersign/crypto';
import type { StateStore } from '@countersign/messaging';
import { z } from 'zod';
import type { Challenges } from '../../application/ports.ts';
import type { ChallengeContent } from '../../domain/index.ts';

const tokenSchema = z.strictObject({
  kind: z.enum(['new-pin', 'next-tokencode']),
  userId: z.uuid(),
  agentHostId: z.uuid(),
  assignmentId: z.uuid(),
  counter: z.int().min(0),
  refusedPins: z.int().min(0),
});
const passcodeSchema = z.strictObject({ kind: z.literal('passcode'), userId: z.uuid(), agentHostId: z.uuid() });
const contentSchema = z.union([tokenSchema, passcodeSchema]);
const openedSchema = z.strictObject({ content: contentSchema, until: z.number() });

/** How long one request may decide before another may take the challenge over: its replica may have been killed. */
const LEASE_MS = 2000;

/**
 * Challenges between their two legs, in the state store. They are sealed and bound to their id: whoever can write there
 * can make a challenge vanish, but neither invent one, nor change an answer, nor read or prolong either.
 */
export class ChallengesInStateStore implements Challenges {
  constructor(private readonly store: StateStore, private readonly sealer: Sealer, private readonly now: () => number) {}

  async open(id: string, content: ChallengeContent, ttlMs: number): Promise<void> {
    await this.store.openChallenge(id, this.seal({ content, until: this.now() + ttlMs }, contentPlace(id)), ttlMs);
  }

  async claim(id: string, requestKey: string): ReturnType<Challenges['claim']> {
    let claim: Awaited<ReturnType<StateStore['claimChallenge']>>;
    try {
      claim = await this.store.claimChallenge(id, requestKey, LEASE_MS);
    } catch {
      return { status: 'unavailable' };
    }
    try {
      if (claim.status === 'answered') return { status: 'answered', answer: this.unseal(claim.answer, answerPlace(id, requestKey)) };
      if (claim.status !== 'claimed') return claim;
      const { content, until } = openedSchema.parse(JSON.parse(this.unseal(claim.content, contentPlace(id))));
      return until > this.now() ? { status: 'claimed', id, content } : { status: 'gone' };
    } catch {
      // Not ours, or no longer readable: such a challenge does not exist.
      return { status: 'gone' };
    }
  }

  async answered(id: string, requestKey: string, answer: string): Promise<void> {
    await this.store.answerChallenge(id, requestKey, this.sealText(answer, answerPlace(id, requestKey)));
  }

  async release(id: string, requestKey: string): Promise<void> {
    await this.store.releaseChallenge(id, requestKey);
  }

  private seal(value: object, place: string): string {
    return this.sealText(JSON.stringify(value), place);
  }

  private sealText(text: string, place: string): string {
    return this.sealer.seal(Buffer.from(text, 'utf8'), place).toString('base64url');
  }

  /** @throws SealError */
  private unseal(sealed: string, place: string): string {
    return this.sealer.open(Buffer.from(sealed, 'base64url'), place).toString('utf8');
  }
}

const contentPlace = (id: string): string => `auth.challenge:${id}:content`;
const answerPlace = (id: string, requestKey: string): string => `auth.challenge:${id}:answer:${requestKey}`;
