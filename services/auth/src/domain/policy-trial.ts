import type { ResultCode, TrialReason } from '@countersign/contracts';
import { freshTokenState } from './administer-token.ts';
import { type RecordedSignIn } from './recorded-sign-in.ts';
import type { SignInRules } from './rules.ts';
import type { TokenState } from './subject.ts';
import { failed, isLocked, signedIn } from './use-token.ts';
import { type UserMemory, countGuess, countSuccess, delaySourceOf, emptyMemory, throttleOf } from './user-memory.ts';

/** What a sign-in would have come to, or why nobody can say. */
export type Prediction = { readonly result: ResultCode } | { readonly unknown: TrialReason };

/** What is known beside the line: the rules in force, and whether what they left explains a question for the next code. */
export interface Beside {
  readonly current: SignInRules;
  readonly explainedByFailures: boolean;
}

type Fit = RecordedSignIn['tokens'][number]['fit'];

const THROTTLED = new Set<ResultCode>(['throttled', 'too-many-guesses']);
/** Where these follow a good code, something else than a policy asked for them: a mode, a PIN, the agent host. */
const ASKED_OTHERWISE = new Set<ResultCode>(['challenge-new-pin', 'challenge-next-tokencode', 'new-pin-needed', 'new-pin-impossible-over-chap', 'next-tokencode-needed']);
const known = (result: ResultCode): Prediction => ({ result });
const unknown = (reason: TrialReason): Prediction => ({ unknown: reason });

/** One run of the rules over recorded sign-ins; failures, locks and guesses are counted as they would have been. */
export class PolicyTrial {
  private readonly memories = new Map<string, UserMemory>();
  private readonly states = new Map<string, TokenState>();

  /** Whether the next code would be asked for because of wrong ones before. */
  failuresAsk(serial: string, rules: SignInRules): boolean {
    return this.stateOf(serial).failures >= rules.failuresBeforeNextTokencode;
  }

  predict(line: RecordedSignIn, rules: SignInRules, beside: Beside): Prediction {
    if (!line.ruled) return known(line.result);
    if (line.method === 'pap' || line.method === 'chap') {
      if (rules.protocol !== 'any' && rules.protocol !== line.method) return known('protocol-not-allowed');
      if (line.result === 'protocol-not-allowed') return unknown('not-compared');
    }
    if (line.challenge) return this.predictAnswer(line, rules, beside);
    const throttle = throttleOf(this.memoryOf(line), line.source, line.at, rules);
    if (throttle) return known(throttle);
    if (THROTTLED.has(line.result)) return unknown('not-compared');
    if (line.password.state === 'asked') return this.predictPassword(line, line.password.right, rules, beside);
    return this.predictPasscode(line, rules, beside);
  }

  private predictAnswer(line: RecordedSignIn, rules: SignInRules, { current }: Beside): Prediction {
    const { challenge, fault, result } = line;
    if (challenge?.kind === 'next-tokencode') {
      if (challenge.serial !== null) {
        if (result === 'next-tokencode-wrong') this.fail(line, challenge.serial, rules);
        else this.succeed(line, challenge.serial);
      }
      return known(result);
    }
    if (isAccept(result)) {
      this.succeed(line, null);
      return takesAll(rules, current) ? known(result) : unknown('pin-not-recorded');
    }
    if (fault === null) return known(result);
    if (!isSamePin(rules, current)) return unknown('pin-not-recorded');
    return rules.newPinTries === current.newPinTries ? known(result) : unknown('history');
  }

  private predictPassword(line: RecordedSignIn, right: boolean, rules: SignInRules, { current }: Beside): Prediction {
    if (line.held === null && rules.barePassword !== current.barePassword) return unknown('not-recorded');
    const alone = rules.barePassword === 'always' || (rules.barePassword === 'users-without-token' && (line.held ?? 0) === 0);
    if (line.held !== null && !alone) {
      if (line.held === 0) return known('no-usable-token');
      this.memories.set(line.user, countGuess(this.memoryOf(line), line.source, line.at, rules, { delaySource: true }));
      return known('wrong-password');
    }
    if (right) this.succeed(line, null);
    else this.memories.set(line.user, delaySourceOf(countGuess(this.memoryOf(line), line.source, line.at, rules, { delaySource: false }), line.source, line.at, rules));
    return known(line.result);
  }

  private predictPasscode(line: RecordedSignIn, rules: SignInRules, beside: Beside): Prediction {
    const fits: { serial: string; fit: Fit }[] = [];
    for (const { serial, fit } of line.tokens) {
      const refitted = fitUnder(line, fit, rules, beside.current);
      if (typeof refitted !== 'string') return this.follow(line, refitted);
      fits.push({ serial, fit: refitted });
    }
    const free = fits.filter(({ serial }) => !isLocked(this.stateOf(serial), line.at));
    const find = (among: typeof fits, fit: Fit) => among.find((each) => each.fit === fit);
    const hit = find(free, 'good') ?? find(free, 'far') ?? find(fits, 'good') ?? find(fits, 'far');
    if (hit) return this.predictHit(line, hit, rules, beside);
    if (find(fits, 'replayed')) return known('replayed-code');
    const wrong = fits.filter(({ fit }) => fit === 'wrong-code');
    if (wrong.length > 0 && (line.costsTry || line.result === 'token-locked' || line.offset !== null)) {
      const losing = wrong.filter((each) => free.includes(each));
      if (losing.length === 0) return known('token-locked');
      for (const { serial } of losing) this.states.set(serial, failed(this.stateOf(serial), line.at, rules));
      this.memories.set(line.user, countGuess(this.memoryOf(line), line.source, line.at, rules, { delaySource: false }));
      return known('wrong-tokencode');
    }
    return this.predictNoFit(line, rules);
  }

  private predictHit(line: RecordedSignIn, { serial, fit }: { serial: string; fit: Fit }, rules: SignInRules, { explainedByFailures }: Beside): Prediction {
    if (isLocked(this.stateOf(serial), line.at)) return known('token-locked');
    const recordedFit = line.tokens.find((each) => each.serial === serial)?.fit;
    if (fit === 'far') return known(recordedFit === 'far' && line.result !== 'token-locked' ? line.result : 'challenge-next-tokencode');
    if (this.failuresAsk(serial, rules)) return known(line.result === 'next-tokencode-needed' ? line.result : 'challenge-next-tokencode');
    const stands = recordedFit === 'good' && ASKED_OTHERWISE.has(line.result) && !(line.result === 'challenge-next-tokencode' && explainedByFailures);
    if (stands) return known(line.result);
    this.succeed(line, serial);
    return known('accepted');
  }

  /** No token took it: the first factor was wrong, or there is none that could be right. */
  private predictNoFit(line: RecordedSignIn, rules: SignInRules): Prediction {
    const alone = rules.barePassword === 'always' || (rules.barePassword === 'users-without-token' && line.held === 0);
    if (line.password.state === 'there' && alone) return unknown('password-not-checked');
    if (line.result === 'wrong-password' || line.result === 'wrong-tokencode') {
      this.memories.set(line.user, countGuess(this.memoryOf(line), line.source, line.at, rules, { delaySource: line.result === 'wrong-password' }));
    }
    return known(line.result);
  }

  /** What cannot be judged is taken to have ended as it did. */
  private follow(line: RecordedSignIn, prediction: Prediction): Prediction {
    const hit = line.tokens.find(({ fit }) => fit === 'good' || fit === 'far');
    if (isAccept(line.result)) this.succeed(line, hit?.serial ?? null);
    else if (line.costsTry) for (const { serial, fit } of line.tokens) if (fit === 'wrong-code') this.states.set(serial, { ...this.stateOf(serial), failures: this.stateOf(serial).failures + 1 });
    return prediction;
  }

  private succeed(line: RecordedSignIn, serial: string | null): void {
    this.memories.set(line.user, countSuccess(this.memoryOf(line), line.source, line.at));
    if (serial !== null) this.states.set(serial, signedIn(this.stateOf(serial), line.at));
  }

  private fail(line: RecordedSignIn, serial: string, rules: SignInRules): void {
    this.states.set(serial, failed(this.stateOf(serial), line.at, rules));
    this.memories.set(line.user, countGuess(this.memoryOf(line), line.source, line.at, rules, { delaySource: false }));
  }

  private memoryOf({ user }: RecordedSignIn): UserMemory {
    return this.memories.get(user) ?? emptyMemory;
  }

  private stateOf(serial: string): TokenState {
    return this.states.get(serial) ?? freshTokenState;
  }
}

const isAccept = (result: ResultCode): boolean => result === 'accepted' || result === 'new-pin-set';

/** How what was typed would fit under other windows; a prediction when the record does not say. */
function fitUnder({ offset }: RecordedSignIn, fit: Fit, rules: SignInRules, current: SignInRules): Fit | Prediction {
  const same = (['smallWindowSteps', 'largeWindowSteps', 'lookAhead', 'largeLookAhead'] as const).every((name) => rules[name] === current[name]);
  if (same) return fit;
  const wider = rules.largeWindowSteps > current.largeWindowSteps || rules.largeLookAhead > current.largeLookAhead;
  switch (fit) {
    case 'wrong-code':
      return wider ? unknown('beyond-recorded-window') : fit;
    // Of CHAP it is not known whether the PIN was wrong or the code.
    case 'none':
      return fit;
    case 'replayed':
      return wider || rules.largeWindowSteps === current.largeWindowSteps ? fit : unknown('not-recorded');
    case 'good':
    case 'far': {
      if (offset === null) return unknown('not-recorded');
      const [small, large] = offset.window === 'time' ? [rules.smallWindowSteps, rules.largeWindowSteps] : [rules.lookAhead, rules.largeLookAhead];
      const by = Math.abs(offset.by);
      return by <= small ? 'good' : by <= large ? 'far' : 'wrong-code';
    }
  }
}

const isSamePin = ({ pin }: SignInRules, { pin: other }: SignInRules): boolean => JSON.stringify(pin) === JSON.stringify(other);

/** Whether every PIN that the others take is taken by these rules, too. */
function takesAll({ pin }: SignInRules, { pin: other }: SignInRules): boolean {
  return pin.minimum <= other.minimum && pin.maximum >= other.maximum
    && (pin.characters === 'letters-and-digits' || other.characters === 'digits')
    && (pin.simple === 'allowed' || other.simple === 'refused') && (pin.repeat === 'allowed' || other.repeat === 'refused');
}
