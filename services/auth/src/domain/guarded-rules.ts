import type { SignInRules } from './rules.ts';

/** From the strictest on. */
const BARE_PASSWORD = ['never', 'users-without-token', 'always'] as const satisfies readonly SignInRules['barePassword'][];

/**
 * Rules of a site for somebody whose password, PIN and codes open the console, too: each value that decides how well
 * they can be guessed is the stricter one of `rules` and `base`, the process settings. All else stays as `rules` say.
 * Whoever sets a site's policy may have less power than an administrator whose account is there.
 */
export function guardedRules(rules: SignInRules, base: SignInRules): SignInRules {
  const least = (name: NumberRule): number => Math.min(rules[name], base[name]);
  const most = (name: NumberRule): number => Math.max(rules[name], base[name]);
  return {
    ...rules,
    guessLimit: least('guessLimit'),
    guessWindowMs: most('guessWindowMs'),
    knownSourceMs: least('knownSourceMs'),
    delayMs: most('delayMs'),
    delayMaximumMs: most('delayMaximumMs'),
    failuresBeforeNextTokencode: least('failuresBeforeNextTokencode'),
    failuresBeforeLock: least('failuresBeforeLock'),
    lockMs: most('lockMs'),
    lockMaximumMs: most('lockMaximumMs'),
    smallWindowSteps: least('smallWindowSteps'),
    largeWindowSteps: least('largeWindowSteps'),
    lookAhead: least('lookAhead'),
    largeLookAhead: least('largeLookAhead'),
    barePassword: BARE_PASSWORD.find((word) => word === rules.barePassword || word === base.barePassword) ?? 'never',
  };
}

type NumberRule = { [Name in keyof SignInRules]: SignInRules[Name] extends number ? Name : never }[keyof SignInRules];
