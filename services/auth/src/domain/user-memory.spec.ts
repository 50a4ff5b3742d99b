import { describe, expect, test } from '@jest/globals';
import { defaultRules } from './rules.ts';
import { START } from './sign-in-fixture.ts';
import {
  REMEMBERED_ANSWERS, REMEMBERED_SOURCES, type UserMemory, countGuess, countSuccess, emptyMemory, forgiven, rememberAnswer, rememberUsedChallenge, throttleOf,
} from './user-memory.ts';

const answer = (requestKey: string, at: number, outcome: 'accept' | 'refuse', idle = false) => ({
  requestKey, at, answer: { outcome, message: '' } as const, result: 'accepted' as const, idle, agentHostId: 'h', source: 's', passwordMac: null, state: null,
});
const guessFrom = (memory: UserMemory, source: string, now = START): UserMemory =>
  countGuess(memory, source, now, defaultRules, { delaySource: true });

describe('what is remembered of a user is bounded', () => {
  test('answers: idle ones make room first, then refusals, then the oldest', () => {
    let memory = rememberAnswer(emptyMemory, answer('accepted', START, 'accept'), defaultRules);
    memory = rememberAnswer(memory, answer('refused', START, 'refuse'), defaultRules);
    for (let index = 0; index < 100; index += 1) memory = rememberAnswer(memory, answer(`idle ${index}`, START, 'refuse', true), defaultRules);
    expect(memory.answers).toHaveLength(REMEMBERED_ANSWERS);
    expect(memory.answers.slice(0, 2).map(({ requestKey }) => requestKey)).toEqual(['accepted', 'refused']);
    for (let index = 0; index < 100; index += 1) memory = rememberAnswer(memory, answer(`wrong ${index}`, START, 'refuse'), defaultRules);
    expect(memory.answers.map(({ requestKey }) => requestKey)).toContain('accepted');
    expect(memory.answers).toHaveLength(REMEMBERED_ANSWERS);
  });

  test('answers older than their time are dropped', () => {
    const memory = rememberAnswer(rememberAnswer(emptyMemory, answer('old', START, 'accept'), defaultRules), answer('new', START + 30_000, 'accept'), defaultRules);
    expect(memory.answers.map(({ requestKey }) => requestKey)).toEqual(['new']);
  });

  test('sources: a flood of strangers does not push out the one that signed in', () => {
    let memory = countSuccess(emptyMemory, 'home', START);
    for (let index = 0; index < 500; index += 1) memory = guessFrom(memory, `bot ${index}`);
    expect(memory.sources).toHaveLength(REMEMBERED_SOURCES);
    expect(memory.sources.map(({ source }) => source)).toContain('home');
  });

  test('used challenges are kept while they could come back', () => {
    const memory = rememberUsedChallenge(rememberUsedChallenge(emptyMemory, 'one', START + 1000, START), 'two', START + 5000, START + 1000);
    expect(memory.usedChallenges.map(({ id }) => id)).toEqual(['two']);
  });
});

test('a source that signed in is known for its time, no longer', () => {
  const memory = { ...countSuccess(emptyMemory, 'home', START), guesses: { since: START + defaultRules.knownSourceMs, count: 60 } };
  expect(throttleOf(memory, 'home', START + defaultRules.knownSourceMs - 1, defaultRules)).toBeUndefined();
  expect(throttleOf(memory, 'home', START + defaultRules.knownSourceMs, defaultRules)).toBe('too-many-guesses');
});

test('forgiven: delays and guesses are gone, answers, used challenges and known sources are not', () => {
  let memory = rememberAnswer(countSuccess(emptyMemory, 'home', START), answer('given', START, 'accept'), defaultRules);
  memory = rememberUsedChallenge(guessFrom(memory, 'home'), 'used', START + 1000, START);
  const after = forgiven(memory);
  expect(throttleOf(after, 'home', START, defaultRules)).toBeUndefined();
  expect(after.guesses.count).toBe(0);
  expect([after.answers, after.usedChallenges]).toEqual([memory.answers, memory.usedChallenges]);
  expect(after.sources[0]?.lastSuccessAt).toBe(START);
});
