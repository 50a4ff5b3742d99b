/** Policies as rules of a sign-in, and the process settings as a policy. */
import { type Policy, defaultPolicy } from '@countersign/contracts';
import type { SignInRules, SignInTexts } from './rules.ts';
import { guardedRules } from './guarded-rules.ts';
import type { User } from './subject.ts';

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
const PASSCODE_ZH = '请输入PIN码+令牌码：';

/** The rules where levels of policies set something; everything else is as the process settings say. */
export function rulesUnder(policy: Policy, base: SignInRules): SignInRules {
  const ms = (seconds: number | undefined, otherwise: number): number => (seconds === undefined ? otherwise : seconds * SECOND_MS);
  return {
    ...base,
    smallWindowSteps: policy.smallWindowSteps ?? base.smallWindowSteps,
    largeWindowSteps: policy.largeWindowSteps ?? base.largeWindowSteps,
    lookAhead: policy.lookAhead ?? base.lookAhead,
    largeLookAhead: policy.largeLookAhead ?? base.largeLookAhead,
    pin: {
      minimum: policy.pinMinimum ?? base.pin.minimum, maximum: policy.pinMaximum ?? base.pin.maximum,
      characters: policy.pinCharacters ?? base.pin.characters, simple: policy.pinSimple ?? base.pin.simple, repeat: policy.pinRepeat ?? base.pin.repeat,
    },
    newPinTries: policy.newPinTries ?? base.newPinTries,
    failuresBeforeNextTokencode: policy.failuresBeforeNextTokencode ?? base.failuresBeforeNextTokencode,
    failuresBeforeLock: policy.failuresBeforeLock ?? base.failuresBeforeLock,
    lockMs: ms(policy.lockSeconds, base.lockMs),
    lockMaximumMs: ms(policy.lockMaximumSeconds, base.lockMaximumMs),
    delayMs: ms(policy.delaySeconds, base.delayMs),
    delayMaximumMs: ms(policy.delayMaximumSeconds, base.delayMaximumMs),
    guessLimit: policy.guessLimit ?? base.guessLimit,
    guessWindowMs: ms(policy.guessWindowSeconds, base.guessWindowMs),
    knownSourceMs: policy.knownSourceDays === undefined ? base.knownSourceMs : policy.knownSourceDays * DAY_MS,
    protocol: policy.protocol ?? base.protocol,
    barePassword: policy.barePassword ?? base.barePassword,
    texts: policy.language === 'zh' ? chineseTexts(policy) : englishTexts(policy, base.texts),
  };
}

function englishTexts(policy: Policy, base: SignInTexts): SignInTexts {
  return {
    passcodeAccepted: policy.passcodeAcceptedTextEn ?? base.passcodeAccepted,
    passwordAccepted: policy.passwordAcceptedTextEn ?? base.passwordAccepted,
    newPin: policy.newPinTextEn ?? base.newPin,
    nextTokencode: policy.nextTokencodeTextEn ?? base.nextTokencode,
    passcode: base.passcode,
    refused: policy.refusedTextEn ?? base.refused,
  };
}

/** The texts of the process settings stand for the English ones. */
function chineseTexts(policy: Policy): SignInTexts {
  return {
    passcodeAccepted: policy.passcodeAcceptedTextZh ?? defaultPolicy.passcodeAcceptedTextZh,
    passwordAccepted: policy.passwordAcceptedTextZh ?? defaultPolicy.passwordAcceptedTextZh,
    newPin: policy.newPinTextZh ?? defaultPolicy.newPinTextZh,
    nextTokencode: policy.nextTokencodeTextZh ?? defaultPolicy.nextTokencodeTextZh,
    passcode: PASSCODE_ZH,
    refused: policy.refusedTextZh ?? defaultPolicy.refusedTextZh,
  };
}

/** What the process settings say, for whoever shows what is in force; values that no policy could have are left out. */
export function policyOf({ pin, texts, ...rules }: SignInRules): Policy {
  return {
    pinMinimum: pin.minimum, pinMaximum: pin.maximum, pinCharacters: pin.characters, pinSimple: pin.simple, pinRepeat: pin.repeat,
    newPinTries: rules.newPinTries,
    smallWindowSteps: rules.smallWindowSteps, largeWindowSteps: rules.largeWindowSteps, lookAhead: rules.lookAhead, largeLookAhead: rules.largeLookAhead,
    failuresBeforeNextTokencode: rules.failuresBeforeNextTokencode, failuresBeforeLock: rules.failuresBeforeLock,
    lockSeconds: seconds(rules.lockMs), lockMaximumSeconds: seconds(rules.lockMaximumMs),
    delaySeconds: seconds(rules.delayMs), delayMaximumSeconds: seconds(rules.delayMaximumMs),
    guessLimit: rules.guessLimit, guessWindowSeconds: seconds(rules.guessWindowMs), knownSourceDays: Math.round(rules.knownSourceMs / DAY_MS),
    protocol: rules.protocol, barePassword: rules.barePassword,
    newPinTextEn: texts.newPin, nextTokencodeTextEn: texts.nextTokencode,
    passcodeAcceptedTextEn: texts.passcodeAccepted, passwordAcceptedTextEn: texts.passwordAccepted, refusedTextEn: texts.refused,
  };
}

/** Settings count milliseconds, policies whole seconds: the next one that is not shorter. */
const seconds = (ms: number): number => Math.ceil(ms / SECOND_MS);

/** The rules of each site, made once of each policy. */
export class SiteRules {
  private readonly made = new WeakMap<Policy, SignInRules>();
  private readonly guarded = new WeakMap<SignInRules, SignInRules>();

  constructor(readonly base: SignInRules) {}

  under(policy: Policy | null): SignInRules {
    if (policy === null) return this.base;
    const known = this.made.get(policy);
    if (known) return known;
    const rules = rulesUnder(policy, this.base);
    this.made.set(policy, rules);
    return rules;
  }

  /** The rules of the user's site. What guards an administrator's password is never looser than the process settings. */
  of({ policy, administratorUnderPolicy }: Pick<User, 'policy' | 'administratorUnderPolicy'>): SignInRules {
    const rules = this.under(policy);
    if (!administratorUnderPolicy) return rules;
    const known = this.guarded.get(rules);
    if (known) return known;
    const guarded = guardedRules(rules, this.base);
    this.guarded.set(rules, guarded);
    return guarded;
  }

  /**
   * The rules of the user's site; a refusal speaks as the agent host's site does, as it does to somebody whom nobody
   * knows. Else its wording would tell who has an account.
   */
  between(user: Pick<User, 'policy' | 'administratorUnderPolicy'>, host: { readonly policy: Policy | null }): SignInRules {
    const rules = this.of(user);
    if (user.policy === host.policy) return rules;
    return { ...rules, texts: { ...rules.texts, refused: this.under(host.policy).texts.refused } };
  }
}
