import type { FirstFactorCheck, FirstFactorQuestion } from '../domain/index.ts';
import type { FirstFactorChecker, PasswordChecker } from './ports.ts';

/** What a back end says about a password; in bounded time, never throws. */
export interface BackEndPasswords {
  check(backEndId: string, login: string, password: string): Promise<{ verdict: 'right' } | { verdict: 'wrong' | 'unreachable'; reason: string } | { verdict: 'no-room' }>;
}

/** Characters of a user's static password; undefined where it was set before they were counted. */
export type PasswordLengths = (userId: string) => Promise<number | undefined>;

type Verdict = Pick<FirstFactorCheck, 'verdict' | 'reason'>;
const NO_ROOM: Verdict = { verdict: 'no-room', reason: 'no-room' };

/**
 * Checks the passwords in front of a passcode: the static password first, which is here, then the back end, which is
 * asked at most once. What both are asked for is split by the length of the static password.
 */
export class CheckFirstFactor implements FirstFactorChecker {
  constructor(private readonly backEnds: BackEndPasswords, private readonly passwords: PasswordChecker, private readonly lengthOf: PasswordLengths) {}

  async check(question: FirstFactorQuestion, from: { readonly userId: string; readonly source: string }): Promise<Verdict> {
    const { backEndId, hash, password, staticPassword } = question;
    if (hash === null) return this.atBackEnd(question, password);
    if (backEndId === null) return this.staticOnly(hash, password, from);
    const length = await this.lengthOf(from.userId).catch(() => undefined);
    const fits = length !== undefined && password.length > length;
    const right = fits ? await this.passwords.check({ ...from, hash, password: password.slice(password.length - length) }) : false;
    if (fits && right === true) return this.atBackEnd(question, password.slice(0, password.length - length));
    if (right === undefined) return NO_ROOM;
    if (staticPassword === 'optional') return this.atBackEnd(question, password);
    return { verdict: 'wrong-static', reason: length === undefined ? 'static-password-of-unknown-length' : 'static-password' };
  }

  private async staticOnly(hash: string, password: string, from: { readonly userId: string; readonly source: string }): Promise<Verdict> {
    const right = await this.passwords.check({ ...from, hash, password });
    if (right === undefined) return NO_ROOM;
    return right ? { verdict: 'right', reason: 'passed' } : { verdict: 'wrong-static', reason: 'static-password' };
  }

  private async atBackEnd({ backEndId, login }: FirstFactorQuestion, password: string): Promise<Verdict> {
    const answer = await this.backEnds.check(backEndId ?? '', login, password);
    switch (answer.verdict) {
      case 'right':
        return { verdict: 'right', reason: 'passed' };
      case 'wrong':
        return { verdict: 'wrong-back-end', reason: answer.reason };
      case 'unreachable':
        return { verdict: 'unreachable', reason: answer.reason };
      case 'no-room':
        return NO_ROOM;
    }
  }
}
