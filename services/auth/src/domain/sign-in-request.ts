import type { FirstFactorCheck } from './first-factor.ts';
import type { TypedCredentials } from './typed-credentials.ts';

export type { CheckableCredentials, TypedCredentials } from './typed-credentials.ts';

/**
 * Nothing proved the shared secret, and what was decrypted with it is no text: most likely the secrets differ. Then
 * nobody is judged, counted or answered; the agent host is warned about instead.
 */
export function suspectsSharedSecret({ proven, credentials }: Pick<SignInRequest, 'proven' | 'credentials'>): boolean {
  return !proven && credentials.method === 'pap' && credentials.password === null;
}

/** What the attempt to claim the challenge behind a State attribute brought. */
export type ClaimedChallenge =
  | { readonly status: 'claimed'; readonly id: string; readonly content: ChallengeContent }
  | { readonly status: 'gone' }
  | { readonly status: 'unavailable' };

/** What a challenge remembers between its two legs. */
export type ChallengeContent = TokenChallenge | PasscodeChallenge;

/** The passwords were right; the passcode of any of the user's tokens has to follow. */
export interface PasscodeChallenge {
  readonly kind: 'passcode';
  readonly userId: string;
  readonly agentHostId: string;
}

/** A token's code was right, and more is wanted. */
export interface TokenChallenge {
  readonly kind: 'new-pin' | 'next-tokencode';
  readonly userId: string;
  readonly agentHostId: string;
  readonly assignmentId: string;
  /** The counter whose code led here. */
  readonly counter: number;
  /** How often a new PIN was refused before. */
  readonly refusedPins: number;
}

/** What came of the wish to have the static password checked, and which hash was asked. */
export interface PasswordCheck {
  readonly hash: string;
  readonly verdict: 'right' | 'wrong' | 'no-room';
}

/** One request to be decided, after the gateway verified it and auth opened it. */
export interface SignInRequest {
  readonly requestKey: string;
  readonly proven: boolean;
  readonly credentials: TypedCredentials;
  /** Keyed hash of agent host and Calling-Station-Id: whose guesses are delayed. */
  readonly source: string;
  /** The State attribute as it came; null without one. */
  readonly state: string | null;
  /** The challenge behind it; null without a State attribute. */
  readonly challenge: ClaimedChallenge | null;
  /** Set on the second round, after argon2 was asked outside the transaction. */
  readonly passwordCheck: PasswordCheck | null;
  /** The same, after the passwords that the site's rule wants were asked about. */
  readonly firstFactorCheck?: FirstFactorCheck | null;
}
