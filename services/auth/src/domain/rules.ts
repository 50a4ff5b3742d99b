import { PIN_MAXIMUM, PIN_MINIMUM, type PinRules } from '@countersign/contracts';

/** The settings that a decision depends on; names and defaults are documented in docs/settings.md. */
export interface SignInRules {
  /** Time tokens: steps tolerated on each side of the expected one. */
  readonly smallWindowSteps: number;
  /** Time tokens: steps on each side in which a code is good once the next tokencode follows. */
  readonly largeWindowSteps: number;
  /** Event tokens: codes shown and not used that are tolerated. */
  readonly lookAhead: number;
  /** Event tokens: the same, once the next tokencode follows. */
  readonly largeLookAhead: number;
  readonly pin: PinRules;
  /** Wrong codes after which a good one leads to next-tokencode mode. */
  readonly failuresBeforeNextTokencode: number;
  /** Wrong codes after which the token is locked. */
  readonly failuresBeforeLock: number;
  readonly lockMs: number;
  readonly lockMaximumMs: number;
  /** First delay after a wrong first factor; doubles with each further one. */
  readonly delayMs: number;
  readonly delayMaximumMs: number;
  /** Guesses at one user from all sources within `guessWindowMs`. */
  readonly guessLimit: number;
  readonly guessWindowMs: number;
  /** How long a source that signed in is heard although the guess limit is reached. */
  readonly knownSourceMs: number;
  /** How long the answer to a request is remembered. */
  readonly answerMemoryMs: number;
  /** How long a static password may take to be checked before the user's place in the queue is free again. */
  readonly passwordCheckMs: number;
  /** Who may sign in with the static password alone. */
  readonly barePassword: 'never' | 'users-without-token' | 'always';
  /** How often a refused new PIN may be followed by another try. */
  readonly newPinTries: number;
  /** The protocols that passcodes may come by. */
  readonly protocol: 'any' | 'pap' | 'chap';
  readonly texts: SignInTexts;
}

/** What goes out to the NAS. The cause of a refusal is in the log only. */
export interface SignInTexts {
  readonly passcodeAccepted: string;
  readonly passwordAccepted: string;
  /** With places for the lengths that a PIN may have (contracts, PIN_MINIMUM and PIN_MAXIMUM). */
  readonly newPin: string;
  readonly nextTokencode: string;
  /** Asked when the password was right and the code comes in a step of its own. */
  readonly passcode: string;
  readonly refused: string;
}

const minute = 60_000;
const hour = 60 * minute;

export const defaultRules: SignInRules = {
  smallWindowSteps: 1,
  largeWindowSteps: 10,
  lookAhead: 10,
  largeLookAhead: 50,
  pin: { minimum: 4, maximum: 8, characters: 'letters-and-digits', simple: 'allowed', repeat: 'allowed' },
  failuresBeforeNextTokencode: 3,
  failuresBeforeLock: 5,
  lockMs: 15 * minute,
  lockMaximumMs: 24 * hour,
  delayMs: 1000,
  delayMaximumMs: 5 * minute,
  guessLimit: 60,
  guessWindowMs: hour,
  knownSourceMs: 30 * 24 * hour,
  answerMemoryMs: 30_000,
  passwordCheckMs: 3000,
  barePassword: 'users-without-token',
  newPinTries: 3,
  protocol: 'any',
  texts: {
    passcodeAccepted: 'PASSCODE Accept',
    passwordAccepted: 'PASSWORD Accept',
    newPin: `Enter a new PIN having from ${PIN_MINIMUM} to ${PIN_MAXIMUM} digits:`,
    nextTokencode: 'Enter Next Code',
    passcode: 'Enter PASSCODE:',
    refused: 'Access denied',
  },
};

/** The question for a new PIN, with the lengths filled in. */
export const newPinQuestion = ({ texts, pin }: Pick<SignInRules, 'texts' | 'pin'>): string =>
  texts.newPin.replaceAll(PIN_MINIMUM, String(pin.minimum)).replaceAll(PIN_MAXIMUM, String(pin.maximum));
