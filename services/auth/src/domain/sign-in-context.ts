import type { FirstFactor } from './first-factor.ts';
import type { NetworkAccess } from './network.ts';
import type { SignInRules } from './rules.ts';
import type { SignInRequest } from './sign-in-request.ts';
import type { AgentHost, Subject } from './subject.ts';
import type { SignInTrace } from './trace.ts';

/** Everything that one decision looks at. `random` is for the id of a challenge, should one be opened. */
export interface SignInContext {
  readonly request: SignInRequest;
  readonly host: AgentHost;
  readonly subject: Subject;
  readonly rules: SignInRules;
  /** What the user's site wants a sign-in to consist of; undefined: it has no rule. */
  readonly firstFactor?: FirstFactor | undefined;
  readonly network?: NetworkAccess;
  /** Unix milliseconds. */
  readonly now: number;
  /** 192 random bits, base64url: becomes the State of a challenge. */
  readonly random: () => string;
  /** Whether another static password could be checked now; unless given, the queue itself says so. */
  readonly hasPasswordRoom?: () => boolean;
  /** Written while it is decided; a decision takes it into its record. */
  readonly trace?: SignInTrace;
}
