import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from '@jest/globals';
import { DerivedPurposeKeys, createKeyring, exportPurposes } from '@countersign/crypto';
import { MemoryStateStore } from '@countersign/messaging';
import type { ChallengeContent } from '../../domain/index.ts';
import { ChallengesInStateStore } from './challenges-in-state-store.ts';

const TTL_MS = 60_000;
const content: ChallengeContent = {
  kind: 'new-pin', userId: randomUUID(), agentHostId: randomUUID(), assignmentId: randomUUID(), counter: 7, refusedPins: 0,
};
const sealer = new DerivedPurposeKeys(exportPurposes(createKeyring(randomBytes), ['challenges'])).sealer('challenges');
let now = 1_000_000;
let store: MemoryStateStore;
let challenges: ChallengesInStateStore;

beforeEach(() => {
  store = new MemoryStateStore(() => now);
  challenges = new ChallengesInStateStore(store, sealer, () => now);
});

test('what was opened is claimed, and the same request gets the answer', async () => {
  await challenges.open('one', content, TTL_MS);
  expect(await challenges.claim('one', 'a')).toEqual({ status: 'claimed', id: 'one', content });
  await challenges.answered('one', 'a', '{"outcome":"accept"}');
  expect(await challenges.claim('one', 'a')).toEqual({ status: 'answered', answer: '{"outcome":"accept"}' });
});

test('nothing of it is readable in the state store', async () => {
  await challenges.open('one', content, TTL_MS);
  const claim = await store.claimChallenge('one', 'b', 1);
  expect(claim.status === 'claimed' && Buffer.from(claim.content, 'base64url').includes(content.userId)).toBe(false);
});

test('whoever can write to the state store can neither invent a challenge nor copy one under another id', async () => {
  await store.openChallenge('invented', JSON.stringify({ content, until: now + TTL_MS }), TTL_MS);
  await store.openChallenge('bare', JSON.stringify(content), TTL_MS);
  expect(await challenges.claim('invented', 'a')).toEqual({ status: 'gone' });
  expect(await challenges.claim('bare', 'a')).toEqual({ status: 'gone' });
  await challenges.open('one', content, TTL_MS);
  const claim = await store.claimChallenge('one', 'a', 1);
  if (claim.status !== 'claimed') throw new Error('not claimed');
  await store.openChallenge('copy', claim.content, TTL_MS);
  expect(await challenges.claim('copy', 'a')).toEqual({ status: 'gone' });
});

test('a challenge that somebody keeps in the state store beyond its time is over all the same', async () => {
  await challenges.open('one', content, TTL_MS);
  const claim = await store.claimChallenge('one', 'a', 1);
  if (claim.status !== 'claimed') throw new Error('not claimed');
  now += TTL_MS;
  await store.openChallenge('one', claim.content, TTL_MS);
  expect(await challenges.claim('one', 'a')).toEqual({ status: 'gone' });
});

test('an answer that was changed, or belongs to another request, is no answer', async () => {
  await challenges.open('one', content, TTL_MS);
  await challenges.claim('one', 'a');
  await store.answerChallenge('one', 'a', '{"outcome":"accept"}');
  expect(await challenges.claim('one', 'a')).toEqual({ status: 'gone' });
});
