/** Scratch cards: a list of codes that ends, used in its order, each code once. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { codeAt } from '@countersign/otp';
import { synchronised } from './administer-token.ts';
import { Bench, START, totpToken } from './sign-in-fixture.ts';
import { usesLeft } from './token-uses.ts';

const FIRST = 100;
const USES = 5;
let card: Bench;

/** What stands in a field of the card, from 0 on. */
const field = (index: number): string => {
  const { definition, key } = card.token().otp;
  return codeAt(definition, key, FIRST + index);
};
const result = (index: number): string => card.pap(field(index)).result;
const left = (): number | null => usesLeft(card.token());
const useUpTo = (lastField: number): void => card.setState({ lastCounter: FIRST + lastField });

beforeEach(() => {
  card = new Bench(totpToken({ kind: 'hotp', initialCounter: FIRST, uses: USES, usePin: false }));
});

describe('a card', () => {
  it('gives a sign-in for each field, and then no more', () => {
    expect(left()).toBe(USES);
    for (let index = 0; index < USES; index += 1) {
      expect(result(index)).toBe('accepted');
      expect(left()).toBe(USES - index - 1);
    }
    expect(result(USES)).toBe('no-usable-token');
  });

  it('takes a field once', () => {
    card.pap(field(0));
    expect(result(0)).toBe('replayed-code');
    expect(left()).toBe(USES - 1);
  });

  it('counts what was passed over as used', () => {
    expect(result(2)).toBe('accepted');
    expect(left()).toBe(2);
    expect(result(1)).toBe('replayed-code');
  });

  it('has no codes beyond its last, however near they are', () => {
    useUpTo(USES - 2);
    expect(result(USES)).toBe('wrong-tokencode');
    expect(result(USES - 1)).toBe('accepted');
    expect(left()).toBe(0);
  });

  it('asks for the next field, and never for one that is not there', () => {
    card.setState({ mode: 'next-tokencode', lastCounter: FIRST + USES - 3 });
    expect(result(USES - 2)).toBe('challenge-next-tokencode');
    expect(left()).toBe(1);
    card.setState({ mode: 'next-tokencode', lastCounter: FIRST + USES - 2 });
    expect(result(USES - 1)).toBe('next-tokencode-needed');
    expect(left()).toBe(1);
  });

  it('is found again by two fields that it has', () => {
    const found = (one: number, other: number): number | null | undefined =>
      synchronised(card.token(), field(one), field(other), START, { steps: 10, lookAhead: 1000 })?.lastCounter;
    expect(found(1, 2)).toBe(FIRST + 2);
    expect(found(USES - 1, USES)).toBeUndefined();
  });

  it('of a token without an end nothing is counted', () => {
    expect(usesLeft(totpToken({ kind: 'hotp' }))).toBeNull();
  });
});
