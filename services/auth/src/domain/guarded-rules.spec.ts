import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { policySchema } from '@countersign/contracts';
import { guardedRules } from './guarded-rules.ts';
import { rulesUnder } from './policy-rules.ts';
import { type SignInRules, defaultRules } from './rules.ts';

/** What loosens a rule: more of it, or less. */
const LOOSER_WITH_MORE = ['guessLimit', 'knownSourceMs', 'failuresBeforeNextTokencode', 'failuresBeforeLock', 'smallWindowSteps', 'largeWindowSteps', 'lookAhead', 'largeLookAhead'] as const;
const LOOSER_WITH_LESS = ['guessWindowMs', 'delayMs', 'delayMaximumMs', 'lockMs', 'lockMaximumMs'] as const;
const RANK = { 'never': 0, 'users-without-token': 1, 'always': 2 };

const some = (maximum: number, minimum = 0) => fc.option(fc.integer({ min: minimum, max: maximum }), { nil: undefined });
const rulesArbitrary = fc.record({
  guessLimit: some(10_000, 1), guessWindowSeconds: some(86_400, 60), knownSourceDays: some(365), delaySeconds: some(3600), delayMaximumSeconds: some(86_400),
  failuresBeforeNextTokencode: some(100, 1), failuresBeforeLock: some(100, 1), lockSeconds: some(86_400, 1), lockMaximumSeconds: some(86_400, 1),
  smallWindowSteps: some(10), largeWindowSteps: some(100), lookAhead: some(100), largeLookAhead: some(1000),
  barePassword: fc.constantFrom('never', 'users-without-token', 'always', undefined), protocol: fc.constantFrom('any', 'pap', 'chap', undefined),
  pinMinimum: some(16, 4), newPinTries: some(10, 1), language: fc.constantFrom('en', 'zh', undefined),
}).map((policy) => rulesUnder(policySchema.parse(policy), defaultRules));
const GUARDED: ReadonlySet<string> = new Set([...LOOSER_WITH_MORE, ...LOOSER_WITH_LESS, 'barePassword']);
const unguarded = (rules: SignInRules) => Object.fromEntries(Object.entries(rules).filter(([name]) => !GUARDED.has(name)));

test('what guards an administrator is never looser than either of the two, and always one of them', () => {
  fc.assert(fc.property(rulesArbitrary, rulesArbitrary, (site, base) => {
    const guarded = guardedRules(site, base);
    for (const name of LOOSER_WITH_MORE) expect([name, guarded[name]]).toEqual([name, site[name] < base[name] ? site[name] : base[name]]);
    for (const name of LOOSER_WITH_LESS) expect([name, guarded[name]]).toEqual([name, site[name] > base[name] ? site[name] : base[name]]);
    expect(RANK[guarded.barePassword]).toBe(RANK[site.barePassword] < RANK[base.barePassword] ? RANK[site.barePassword] : RANK[base.barePassword]);
  }));
});

test('it leaves everything else as the site has it, and rules that are stricter already', () => {
  fc.assert(fc.property(rulesArbitrary, rulesArbitrary, (site, base) => {
    const guarded = guardedRules(site, base);
    expect(unguarded(guarded)).toEqual(unguarded(site));
    expect(guardedRules(guarded, base)).toEqual(guarded);
    expect(guardedRules(site, site)).toEqual(site);
  }));
});

test('values that fit together on both sides fit together still', () => {
  const fits = ({ failuresBeforeNextTokencode, failuresBeforeLock, lockMs, lockMaximumMs, delayMs, delayMaximumMs, smallWindowSteps, largeWindowSteps, lookAhead, largeLookAhead }: SignInRules): boolean =>
    failuresBeforeNextTokencode <= failuresBeforeLock && lockMs <= lockMaximumMs && delayMs <= delayMaximumMs && smallWindowSteps <= largeWindowSteps && lookAhead <= largeLookAhead;
  fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }), (one, more, other, further) => {
    const rulesOf = (small: number, large: number): SignInRules => ({
      ...defaultRules, failuresBeforeNextTokencode: small, failuresBeforeLock: large, lockMs: small, lockMaximumMs: large, delayMs: small, delayMaximumMs: large,
      smallWindowSteps: small, largeWindowSteps: large, lookAhead: small, largeLookAhead: large,
    });
    expect(fits(guardedRules(rulesOf(one, one + more), rulesOf(other, other + further)))).toBe(true);
  }));
});
