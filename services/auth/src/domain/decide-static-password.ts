import { isCheckable } from './decide-passcode.ts';
import type { SignInContext } from './sign-in-context.ts';
import type { SignInOutcome } from './decision.ts';
import { hasPasscodeShape } from './match-token.ts';
import { accept, refuse, refuseGuess } from './outcomes.ts';
import { isUsable } from './use-token.ts';

const object = { type: 'static-password' } as const;

/** No token took what was typed. The last way in is the static password, where the rules let it stand alone. */
export function decideStaticPassword(context: SignInContext): SignInOutcome {
  const { request, subject, rules, now } = context;
  const { passwordHash } = subject.user;
  if (passwordHash === null || !mayStandAlone(context)) {
    const hasUsable = subject.tokens.some((token) => isCheckable(token) && isUsable(token, now));
    return hasUsable
      ? refuseGuess(context, 'wrong-password', { delaySource: true })
      : refuse(context, 'no-usable-token');
  }
  // argon2id cannot answer a CHAP exchange: there is no plaintext to hash.
  if (request.credentials.method === 'chap') return refuse(context, 'static-password-impossible-over-chap', { object });

  const password = request.credentials.password ?? '';
  // The hash may have changed between the two rounds; then the new one is asked.
  if (request.passwordCheck?.hash !== passwordHash) {
    const isPasscode = subject.tokens.filter(isCheckable).some((token) => hasPasscodeShape(token, password, rules));
    if (password === '' || isPasscode) return refuseGuess(context, 'wrong-password', { object, delaySource: true });
    return { kind: 'password-needed', hash: passwordHash, password };
  }
  if (!request.passwordCheck.matches) return refuseGuess(context, 'wrong-password', { object, delaySource: true });

  const { passwordExpiresAt, passwordMustChange } = subject.user;
  if (passwordExpiresAt !== null && now >= passwordExpiresAt) return refuse(context, 'static-password-expired', { object });
  if (passwordMustChange) return refuse(context, 'static-password-must-change', { object });
  return accept(context, rules.texts.passwordAccepted, { object });
}

function mayStandAlone({ subject, rules }: SignInContext): boolean {
  if (rules.barePassword === 'always') return true;
  return rules.barePassword === 'users-without-token' && subject.tokens.length === 0;
}
