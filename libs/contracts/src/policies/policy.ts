import { z } from 'zod';
import { shownLineSchema } from '../text/line.ts';

/** Stand in the question for a new PIN for the lengths that it may have. */
export const PIN_MINIMUM = '{minimum}';
export const PIN_MAXIMUM = '{maximum}';

/** What goes out to the device: 1 to 200 characters on one line. */
const text = shownLineSchema(400).refine((line) => /^.{1,200}$/u.test(line), 'must be 1 to 200 characters');
const count = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);

const DAY_SECONDS = 86_400;

/** Every value of a policy, with its limits. */
export const policyFields = {
  /** Characters of a PIN, */
  pinMinimum: count(4, 16),
  pinMaximum: count(4, 16),
  /** of which kind, */
  pinCharacters: z.enum(['digits', 'letters-and-digits']),
  /** and whether a row like 1234 or 1111 is taken. */
  pinSimple: z.enum(['allowed', 'refused']),
  /** Whether a new PIN may be the one before. */
  pinRepeat: z.enum(['allowed', 'refused']),
  /** How often a refused new PIN may be followed by another try. */
  newPinTries: count(1, 10),
  /** Time tokens: steps tolerated on each side of the expected one, and those where the next tokencode has to follow. */
  smallWindowSteps: count(0, 10),
  largeWindowSteps: count(0, 100),
  /** Event tokens: codes shown and not used that are tolerated, and those where the next tokencode has to follow. */
  lookAhead: count(0, 100),
  largeLookAhead: count(0, 1000),
  /** Wrong codes after which a good one leads to the next-tokencode mode, and after which the token is locked. */
  failuresBeforeNextTokencode: count(1, 100),
  failuresBeforeLock: count(1, 100),
  /** How long a token is locked the first time (twice as long each further time), and at most. */
  lockSeconds: count(1, DAY_SECONDS),
  lockMaximumSeconds: count(1, 365 * DAY_SECONDS),
  /** Delay after a wrong first factor from one source (twice as long each further time), and the longest one. */
  delaySeconds: count(0, 3600),
  delayMaximumSeconds: count(0, DAY_SECONDS),
  /** Guesses at one user from all sources within the window; beyond it only sources that signed in lately are heard. */
  guessLimit: count(1, 10_000),
  guessWindowSeconds: count(60, DAY_SECONDS),
  /** How long a source that signed in is heard although the guess limit is reached. */
  knownSourceDays: count(0, 365),
  /** The protocols that passcodes may come by. */
  protocol: z.enum(['any', 'pap', 'chap']),
  /** Who may sign in with the static password alone. */
  barePassword: z.enum(['never', 'users-without-token', 'always']),
  /** A static password: characters, kinds of characters (small, capital, digit, other), */
  passwordMinimum: count(8, 128),
  passwordKinds: count(1, 4),
  /** whether it may hold the login name, */
  passwordWithLogin: z.enum(['allowed', 'refused']),
  /** and days until it expires; 0: never, unless a date is set with it. */
  passwordDays: count(0, 3650),
  tokensPerUser: count(1, 100),
  /** Which of the two texts people get. */
  language: z.enum(['en', 'zh']),
  newPinTextEn: text, newPinTextZh: text,
  nextTokencodeTextEn: text, nextTokencodeTextZh: text,
  passcodeAcceptedTextEn: text, passcodeAcceptedTextZh: text,
  passwordAcceptedTextEn: text, passwordAcceptedTextZh: text,
  refusedTextEn: text, refusedTextZh: text,
} as const;

/** A policy in which everything is set. */
export const wholePolicySchema = z.strictObject(policyFields).meta({ id: 'WholePolicy' });
export type WholePolicy = z.infer<typeof wholePolicySchema>;
export type PolicyField = keyof WholePolicy;

/** What one level sets; everything else is as it is above. */
export const policySchema = z.strictObject(policyFields).partial().meta({ id: 'Policy' });
export type Policy = z.infer<typeof policySchema>;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets the keys' type
export const policyFieldNames = Object.keys(policyFields) as PolicyField[];

/** What is true where nobody has set anything; the process settings of auth and token-admin may give others. */
export const defaultPolicy: WholePolicy = {
  pinMinimum: 4, pinMaximum: 8, pinCharacters: 'letters-and-digits', pinSimple: 'allowed', pinRepeat: 'allowed', newPinTries: 3,
  smallWindowSteps: 1, largeWindowSteps: 10, lookAhead: 10, largeLookAhead: 50,
  failuresBeforeNextTokencode: 3, failuresBeforeLock: 5, lockSeconds: 900, lockMaximumSeconds: DAY_SECONDS,
  delaySeconds: 1, delayMaximumSeconds: 300, guessLimit: 60, guessWindowSeconds: 3600, knownSourceDays: 30,
  protocol: 'any', barePassword: 'users-without-token',
  passwordMinimum: 8, passwordKinds: 1, passwordWithLogin: 'allowed', passwordDays: 0, tokensPerUser: 3,
  language: 'en',
  newPinTextEn: `Enter a new PIN having from ${PIN_MINIMUM} to ${PIN_MAXIMUM} digits:`, newPinTextZh: `请输入新的PIN码（${PIN_MINIMUM}至${PIN_MAXIMUM}位）：`,
  nextTokencodeTextEn: 'Enter Next Code', nextTokencodeTextZh: '请输入下一个令牌码',
  passcodeAcceptedTextEn: 'PASSCODE Accept', passcodeAcceptedTextZh: '登录成功',
  passwordAcceptedTextEn: 'PASSWORD Accept', passwordAcceptedTextZh: '登录成功',
  refusedTextEn: 'Access denied', refusedTextZh: '拒绝访问',
};

/** The levels from the top down as one: what is set further down counts. */
export function mergePolicies(levels: readonly Policy[]): Policy {
  const merged: Policy = {};
  for (const level of levels) Object.assign(merged, withoutUndefined(level));
  return merged;
}

/** The same with everything that no level sets. */
export const completePolicy = (policy: Policy, base: WholePolicy): WholePolicy => Object.assign({ ...base }, withoutUndefined(policy));

/** What can be understood of a stored policy: a value that a newer release wrote, or a damaged one, is left out. */
export function readPolicy(stored: unknown): Policy {
  if (typeof stored !== 'object' || stored === null) return {};
  const understood = policyFieldNames.flatMap((name) => {
    const value: unknown = Reflect.get(stored, name);
    const parsed = value === undefined ? undefined : policyFields[name].safeParse(value);
    return parsed?.success === true ? [[name, parsed.data] as const] : [];
  });
  return policySchema.parse(Object.fromEntries(understood));
}

const withoutUndefined = (level: Policy): Policy => Object.fromEntries(Object.entries(level).filter(([, value]) => value !== undefined));
