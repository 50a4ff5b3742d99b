import { PIN_MAXIMUM, PIN_MINIMUM } from '@countersign/contracts';
import {
  amountSetting, choiceSetting, databaseSettings, healthSettings, outwardTextSetting, processSettings, urlSetting,
} from '@countersign/service-process/settings';
import { z } from 'zod';
import { type SignInRules, defaultRules } from './domain/rules.ts';
import { type AuthLimits, defaultAuthLimits } from './limits.ts';

const hour = 3_600_000;
const day = 24 * hour;

const number = (standard: number, min: number, max: number, description: string, unit: string) => amountSetting(standard, unit, { min, max }, description);
const milliseconds = (standard: number, min: number, max: number, description: string) => amountSetting(standard, 'ms', { min, max }, description);

const rules = {
  COUNTERSIGN_SMALL_WINDOW: number(defaultRules.smallWindowSteps, 0, 10, 'Time tokens: steps tolerated on each side of the expected one', 'steps'),
  COUNTERSIGN_LARGE_WINDOW: number(defaultRules.largeWindowSteps, 0, 100, 'Time tokens: steps on each side in which a code is good once the next tokencode follows', 'steps'),
  COUNTERSIGN_LOOK_AHEAD: number(defaultRules.lookAhead, 0, 100, 'Event tokens: codes shown and not used that are tolerated', 'codes'),
  COUNTERSIGN_LARGE_LOOK_AHEAD: number(defaultRules.largeLookAhead, 0, 1000, 'Event tokens: the same, once the next tokencode follows', 'codes'),
  COUNTERSIGN_PIN_MINIMUM: number(defaultRules.pin.minimum, 4, 16, 'Shortest PIN', 'digits'),
  COUNTERSIGN_PIN_MAXIMUM: number(defaultRules.pin.maximum, 4, 16, 'Longest PIN', 'digits'),
  COUNTERSIGN_NEW_PIN_TRIES: number(defaultRules.newPinTries, 1, 10, 'How often a refused new PIN may be followed by another try', 'tries'),
  COUNTERSIGN_FAILURES_BEFORE_NEXT_TOKENCODE: number(defaultRules.failuresBeforeNextTokencode, 1, 100, 'Wrong codes after which a good one leads to the next-tokencode mode', 'codes'),
  COUNTERSIGN_FAILURES_BEFORE_LOCK: number(defaultRules.failuresBeforeLock, 1, 100, 'Wrong codes after which the token is locked', 'codes'),
  COUNTERSIGN_LOCK: milliseconds(defaultRules.lockMs, 1000, day, 'How long a token is locked the first time; doubles with each further lock'),
  COUNTERSIGN_LOCK_MAXIMUM: milliseconds(defaultRules.lockMaximumMs, 1000, 365 * day, 'Longest lock of a token'),
  COUNTERSIGN_DELAY: milliseconds(defaultRules.delayMs, 0, hour, 'Delay after a wrong first factor from one source; doubles with each further one'),
  COUNTERSIGN_DELAY_MAXIMUM: milliseconds(defaultRules.delayMaximumMs, 0, day, 'Longest delay after wrong first factors'),
  COUNTERSIGN_GUESS_LIMIT: number(defaultRules.guessLimit, 1, 10_000, 'Guesses at one user from all sources within COUNTERSIGN_GUESS_WINDOW; beyond it only sources that signed in lately are heard', 'guesses'),
  COUNTERSIGN_GUESS_WINDOW: milliseconds(defaultRules.guessWindowMs, 60_000, day, 'The time in which guesses are counted'),
  COUNTERSIGN_KNOWN_SOURCE: milliseconds(defaultRules.knownSourceMs, 0, 365 * day, 'How long a source that signed in is heard although the guess limit is reached'),
  COUNTERSIGN_ANSWER_MEMORY: milliseconds(defaultRules.answerMemoryMs, 5000, 300_000, 'How long the same request gets the same answer'),
  COUNTERSIGN_PASSWORD_CHECK: milliseconds(defaultRules.passwordCheckMs, 500, 60_000, 'How long a static password may take to be checked before the place of its user in the queue is free again'),
  COUNTERSIGN_BARE_PASSWORD: choiceSetting({ description: 'Who may sign in with the static password alone', default: defaultRules.barePassword }, ['never', 'users-without-token', 'always']),
  COUNTERSIGN_TEXT_PASSCODE_ACCEPTED: outwardTextSetting(defaultRules.texts.passcodeAccepted, 'What an accepted passcode is answered with'),
  COUNTERSIGN_TEXT_PASSWORD_ACCEPTED: outwardTextSetting(defaultRules.texts.passwordAccepted, 'What an accepted static password is answered with'),
  COUNTERSIGN_TEXT_NEW_PIN: outwardTextSetting(defaultRules.texts.newPin, `The question for a new PIN; ${PIN_MINIMUM} and ${PIN_MAXIMUM} stand for the lengths that it may have`),
  COUNTERSIGN_TEXT_NEXT_TOKENCODE: outwardTextSetting(defaultRules.texts.nextTokencode, 'The question for the next tokencode'),
  COUNTERSIGN_TEXT_PASSCODE: outwardTextSetting(defaultRules.texts.passcode, 'The question for the passcode, where the password comes in a step of its own'),
  COUNTERSIGN_TEXT_REFUSED: outwardTextSetting(defaultRules.texts.refused, 'What every refusal is answered with; the cause is in the log only'),
};

const limits = {
  COUNTERSIGN_DATABASE_CONNECTIONS: number(defaultAuthLimits.databaseConnections, 3, 100, 'Connections to the database, for deciding, administration and the relay together; above COUNTERSIGN_TURNS_CONCURRENT and COUNTERSIGN_ACCOUNTING_CONCURRENT together', 'connections'),
  COUNTERSIGN_STATEMENT_TIMEOUT: milliseconds(defaultAuthLimits.statementTimeoutMs, 100, 60_000, 'After this the database ends a statement'),
  COUNTERSIGN_TURN_REQUESTS: number(defaultAuthLimits.turnRequests, 1, 4096, 'Most sign-ins that share a transaction', 'requests'),
  COUNTERSIGN_TURNS_CONCURRENT: number(defaultAuthLimits.turnsConcurrent, 1, 16, 'Transactions that decide sign-ins at a time', 'transactions'),
  COUNTERSIGN_TURN_OVERLAP: milliseconds(defaultAuthLimits.turnOverlapMs, 0, 60_000, 'After this a transaction is slow and the next one runs beside it'),
  COUNTERSIGN_PASSWORDS_WAITING: number(defaultAuthLimits.passwordsWaiting, 1, 100_000, 'Static passwords that may wait to be checked; what finds no room gets no answer', 'passwords'),
  COUNTERSIGN_PASSWORDS_WAIT: milliseconds(defaultAuthLimits.passwordsWaitMs, 100, 60_000, 'How long a static password may be expected to wait before it is checked, by what the last ones took; what would wait longer finds no room. Below what the gateway gives a sign-in (COUNTERSIGN_DEADLINE)'),
  COUNTERSIGN_PASSWORDS_CONCURRENT: number(defaultAuthLimits.passwordsConcurrent, 1, 64, 'Static passwords that are checked at a time; each takes 19 MiB', 'passwords'),
  COUNTERSIGN_BACK_END_TIME: milliseconds(defaultAuthLimits.backEndMs, 200, 10_000, 'Longest that a back end is waited for, over all its servers; below what the gateway gives a sign-in (COUNTERSIGN_DEADLINE)'),
  COUNTERSIGN_BACK_END_CONCURRENT: number(defaultAuthLimits.backEndConcurrent, 1, 256, 'Passwords that one back end is asked about at a time', 'passwords'),
  COUNTERSIGN_BACK_END_WAITING: number(defaultAuthLimits.backEndWaiting, 0, 10_000, 'Passwords that may wait for one back end; what finds no room is refused', 'passwords'),
  COUNTERSIGN_ACCOUNTING_CONCURRENT: number(defaultAuthLimits.accountingConcurrent, 1, 64, 'Accounting requests that are recorded at a time, each on a database connection of its own', 'requests'),
  COUNTERSIGN_ACCOUNTING_WAITING: number(defaultAuthLimits.accountingWaiting, 0, 100_000, 'Accounting requests that may wait for it; what finds no room gets no answer, and comes again', 'requests'),
  COUNTERSIGN_RELAY_WAIT: milliseconds(defaultAuthLimits.relayWaitMs, 0, 8000, 'Sign-ins go first: what auth has recorded goes to the audit stream in a moment without any, or after so long; never more than half of COUNTERSIGN_OUTBOX_AGE'),
  COUNTERSIGN_OUTBOX_AGE: milliseconds(defaultAuthLimits.outboxAgeMs, 1000, day, 'Not ready once an event has waited for so long for the audit stream'),
  COUNTERSIGN_SESSION_SILENT: milliseconds(defaultAuthLimits.sessionSilentMs, 60_000, 365 * day, 'After so long without an interim update an online session is over; more than three times what devices leave between two'),
  COUNTERSIGN_SESSION_SILENT_WITHOUT_INTERIM: milliseconds(defaultAuthLimits.sessionSilentWithoutInterimMs, 60_000, 365 * day, 'The same for a session whose device has not sent an interim update yet'),
};

const pinLengths = {
  path: ['COUNTERSIGN_PIN_MINIMUM'], message: 'is above COUNTERSIGN_PIN_MAXIMUM',
};
const pinLengthsFit = ({ COUNTERSIGN_PIN_MINIMUM: least, COUNTERSIGN_PIN_MAXIMUM: most }: { COUNTERSIGN_PIN_MINIMUM: number; COUNTERSIGN_PIN_MAXIMUM: number }): boolean =>
  least <= most;

const connections = {
  path: ['COUNTERSIGN_DATABASE_CONNECTIONS'], message: 'is not above COUNTERSIGN_TURNS_CONCURRENT and COUNTERSIGN_ACCOUNTING_CONCURRENT together',
};
/** Else the relay and administration have none while both are busy. */
const connectionsSuffice = (settings: { COUNTERSIGN_DATABASE_CONNECTIONS: number; COUNTERSIGN_TURNS_CONCURRENT: number; COUNTERSIGN_ACCOUNTING_CONCURRENT: number }): boolean =>
  settings.COUNTERSIGN_DATABASE_CONNECTIONS > settings.COUNTERSIGN_TURNS_CONCURRENT + settings.COUNTERSIGN_ACCOUNTING_CONCURRENT;

/** The rules of a sign-in and the limits of auth: what there is to set wherever it runs. */
export const authTuning = z.strictObject({ ...rules, ...limits }).refine(pinLengthsFit, pinLengths).refine(connectionsSuffice, connections);
export type AuthTuning = z.infer<typeof authTuning>;

/** Every setting of auth; an unknown one is an error. */
export const authSettings = z.strictObject({
  ...processSettings,
  ...healthSettings,
  ...databaseSettings,
  COUNTERSIGN_REDIS_URL: urlSetting({ description: 'Redis, where challenges are kept between their two legs' }, 'redis', 'rediss'),
  COUNTERSIGN_REDIS_TIMEOUT: milliseconds(500, 10, 10_000, 'Longest wait for a command of Redis'),
  ...rules,
  ...limits,
}).refine(pinLengthsFit, pinLengths).refine(connectionsSuffice, connections);
export type AuthSettings = z.infer<typeof authSettings>;

export function rulesOf(settings: AuthTuning): SignInRules {
  return {
    smallWindowSteps: settings.COUNTERSIGN_SMALL_WINDOW,
    largeWindowSteps: settings.COUNTERSIGN_LARGE_WINDOW,
    lookAhead: settings.COUNTERSIGN_LOOK_AHEAD,
    largeLookAhead: settings.COUNTERSIGN_LARGE_LOOK_AHEAD,
    pin: { ...defaultRules.pin, minimum: settings.COUNTERSIGN_PIN_MINIMUM, maximum: settings.COUNTERSIGN_PIN_MAXIMUM },
    newPinTries: settings.COUNTERSIGN_NEW_PIN_TRIES,
    failuresBeforeNextTokencode: settings.COUNTERSIGN_FAILURES_BEFORE_NEXT_TOKENCODE,
    failuresBeforeLock: settings.COUNTERSIGN_FAILURES_BEFORE_LOCK,
    lockMs: settings.COUNTERSIGN_LOCK,
    lockMaximumMs: settings.COUNTERSIGN_LOCK_MAXIMUM,
    delayMs: settings.COUNTERSIGN_DELAY,
    delayMaximumMs: settings.COUNTERSIGN_DELAY_MAXIMUM,
    guessLimit: settings.COUNTERSIGN_GUESS_LIMIT,
    guessWindowMs: settings.COUNTERSIGN_GUESS_WINDOW,
    knownSourceMs: settings.COUNTERSIGN_KNOWN_SOURCE,
    answerMemoryMs: settings.COUNTERSIGN_ANSWER_MEMORY,
    passwordCheckMs: settings.COUNTERSIGN_PASSWORD_CHECK,
    protocol: defaultRules.protocol,
    barePassword: settings.COUNTERSIGN_BARE_PASSWORD,
    texts: {
      passcodeAccepted: settings.COUNTERSIGN_TEXT_PASSCODE_ACCEPTED,
      passwordAccepted: settings.COUNTERSIGN_TEXT_PASSWORD_ACCEPTED,
      newPin: settings.COUNTERSIGN_TEXT_NEW_PIN,
      nextTokencode: settings.COUNTERSIGN_TEXT_NEXT_TOKENCODE,
      passcode: settings.COUNTERSIGN_TEXT_PASSCODE,
      refused: settings.COUNTERSIGN_TEXT_REFUSED,
    },
  };
}

export function limitsOf(settings: AuthTuning): AuthLimits {
  return {
    databaseConnections: settings.COUNTERSIGN_DATABASE_CONNECTIONS,
    statementTimeoutMs: settings.COUNTERSIGN_STATEMENT_TIMEOUT,
    turnRequests: settings.COUNTERSIGN_TURN_REQUESTS,
    turnsConcurrent: settings.COUNTERSIGN_TURNS_CONCURRENT,
    turnOverlapMs: settings.COUNTERSIGN_TURN_OVERLAP,
    passwordsWaiting: settings.COUNTERSIGN_PASSWORDS_WAITING,
    passwordsWaitMs: settings.COUNTERSIGN_PASSWORDS_WAIT,
    passwordsConcurrent: settings.COUNTERSIGN_PASSWORDS_CONCURRENT,
    backEndMs: settings.COUNTERSIGN_BACK_END_TIME,
    backEndConcurrent: settings.COUNTERSIGN_BACK_END_CONCURRENT,
    backEndWaiting: settings.COUNTERSIGN_BACK_END_WAITING,
    accountingConcurrent: settings.COUNTERSIGN_ACCOUNTING_CONCURRENT,
    accountingWaiting: settings.COUNTERSIGN_ACCOUNTING_WAITING,
    relayWaitMs: settings.COUNTERSIGN_RELAY_WAIT,
    outboxAgeMs: settings.COUNTERSIGN_OUTBOX_AGE,
    sessionSilentMs: settings.COUNTERSIGN_SESSION_SILENT,
    sessionSilentWithoutInterimMs: settings.COUNTERSIGN_SESSION_SILENT_WITHOUT_INTERIM,
  };
}
