import type { FirstFactorRule } from '../directory/first-factor.ts';
import { PIN_MAXIMUM, PIN_MINIMUM, type Policy, type PolicyField, type WholePolicy } from './policy.ts';

interface Check {
  /** The values that exclude each other. */
  readonly fields: readonly PolicyField[];
  readonly en: string;
  readonly zh: string;
  readonly fails: (policy: WholePolicy) => boolean;
}

/** Values of a rule about first factors that a combination may name. */
export const ruleFields = ['backEndId', 'staticPassword'] as const satisfies readonly (keyof FirstFactorRule)[];
export type RuleField = (typeof ruleFields)[number];

interface RuleCheck {
  /** The values that exclude each other: of the policy, and of the rule. */
  readonly fields: readonly (PolicyField | RuleField)[];
  readonly en: string;
  readonly zh: string;
  readonly fails: (policy: WholePolicy, rule: FirstFactorRule) => boolean;
}

const PLACEHOLDER = /\{[^{}]*\}/g;
const namesUnknownPlace = (text: string): boolean => [...text.matchAll(PLACEHOLDER)].some(([place]) => place !== PIN_MINIMUM && place !== PIN_MAXIMUM);

/** Combinations that cannot work, by name; closed. */
const checks = {
  'pin-lengths-crossed': {
    fields: ['pinMinimum', 'pinMaximum'], fails: ({ pinMinimum, pinMaximum }) => pinMinimum > pinMaximum,
    en: 'No PIN could be as long as the shortest and as short as the longest one.', zh: 'PIN码最短长度大于最长长度，无法设置任何PIN码。',
  },
  'windows-crossed': {
    fields: ['smallWindowSteps', 'largeWindowSteps'], fails: ({ smallWindowSteps, largeWindowSteps }) => smallWindowSteps > largeWindowSteps,
    en: 'The window in which a code is good would reach further than the one in which the next code has to follow.', zh: '直接接受的时间窗口大于需要下一令牌码的时间窗口。',
  },
  'look-aheads-crossed': {
    fields: ['lookAhead', 'largeLookAhead'], fails: ({ lookAhead, largeLookAhead }) => lookAhead > largeLookAhead,
    en: 'More unused codes would be tolerated at once than when the next code has to follow.', zh: '直接容许的未使用令牌码数量大于需要下一令牌码时的数量。',
  },
  'next-tokencode-never-asked': {
    fields: ['failuresBeforeNextTokencode', 'failuresBeforeLock'], fails: (policy) => policy.failuresBeforeNextTokencode >= policy.failuresBeforeLock,
    en: 'The token would be locked before it could be asked for its next code.', zh: '令牌在要求下一令牌码之前就会被锁定。',
  },
  'locks-crossed': {
    fields: ['lockSeconds', 'lockMaximumSeconds'], fails: ({ lockSeconds, lockMaximumSeconds }) => lockSeconds > lockMaximumSeconds,
    en: 'The first lock would last longer than the longest.', zh: '首次锁定时间大于最长锁定时间。',
  },
  'delays-crossed': {
    fields: ['delaySeconds', 'delayMaximumSeconds'], fails: ({ delaySeconds, delayMaximumSeconds }) => delaySeconds > delayMaximumSeconds,
    en: 'The first delay would last longer than the longest.', zh: '首次延迟大于最长延迟。',
  },
  'password-over-chap': {
    fields: ['protocol', 'barePassword'], fails: ({ protocol, barePassword }) => protocol === 'chap' && barePassword !== 'never',
    en: 'A static password is kept as a hash and cannot be checked over CHAP: nobody who has only that could sign in.',
    zh: '静态口令以散列形式保存，无法通过CHAP验证：只有静态口令的用户将无法登录。',
  },
  'unknown-place-in-text': {
    fields: ['newPinTextEn', 'newPinTextZh'], fails: ({ newPinTextEn, newPinTextZh }) => namesUnknownPlace(newPinTextEn) || namesUnknownPlace(newPinTextZh),
    en: `Only ${PIN_MINIMUM} and ${PIN_MAXIMUM} are filled in; anything else in braces would be shown as it is.`, zh: `只会替换 ${PIN_MINIMUM} 和 ${PIN_MAXIMUM}；花括号中的其他内容会原样显示。`,
  },
} as const satisfies Readonly<Record<string, Check>>;

/** Combinations of a policy and a rule about first factors with which nobody could sign in, by name; closed. */
const ruleChecks = {
  'back-end-password-over-chap': {
    fields: ['protocol', 'backEndId'], fails: ({ protocol }, { backEndId }) => protocol === 'chap' && backEndId !== null,
    en: 'The site\'s rule asks for a back-end password, and passwords cannot be checked over CHAP: nobody could sign in.',
    zh: '站点规则要求后端口令，而CHAP方式下无法验证口令：所有用户都将无法登录。',
  },
  'static-password-over-chap': {
    fields: ['protocol', 'staticPassword'], fails: ({ protocol }, { staticPassword }) => protocol === 'chap' && staticPassword === 'required',
    en: 'The site\'s rule requires a static password, and passwords cannot be checked over CHAP: nobody could sign in.',
    zh: '站点规则要求静态口令，而CHAP方式下无法验证口令：所有用户都将无法登录。',
  },
} as const satisfies Readonly<Record<string, RuleCheck>>;

export type PolicyFault = keyof typeof checks;
/** Of a policy beside the rule about first factors that is in force with it. */
export type RuleFault = keyof typeof ruleChecks;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets the keys' type
export const policyFaults = Object.keys(checks) as PolicyFault[];
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets the keys' type
export const ruleFaults = Object.keys(ruleChecks) as RuleFault[];

interface DescribedFault {
  /** Values of the policy, and of the rule. */
  readonly fields: readonly (PolicyField | RuleField)[];
  readonly en: string;
  readonly zh: string;
}

export const describePolicyFault = (fault: PolicyFault | RuleFault): DescribedFault => ({ ...checks, ...ruleChecks })[fault];

/**
 * Why nobody could sign in under a policy and a rule about first factors, each of which may work without the other.
 * @param whole what is in force, with everything that nobody set
 * @param rule the one in force there; null: there is none, and the policy alone says what a sign-in consists of
 */
export function ruleFaultsOf(whole: WholePolicy, rule: FirstFactorRule | null): RuleFault[] {
  return rule === null ? [] : ruleFaults.filter((name) => ruleChecks[name].fails(whole, rule));
}

/**
 * What cannot work in a policy.
 * @param set what any level sets: a combination of process settings alone is the operator's business
 * @param whole the same with everything that nobody set
 */
export function faultsOf(set: Policy, whole: WholePolicy): PolicyFault[] {
  return policyFaults.filter((name) => {
    const { fields, fails }: Check = checks[name];
    return fields.some((field) => set[field] !== undefined) && fails(whole);
  });
}
