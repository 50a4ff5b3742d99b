import type { Policy, StandInKind, TokenMode } from '@countersign/contracts';
import type { OtpDefinition, OtpKey } from '@countersign/otp';
import type { AccessTimes } from './access-times.ts';
import type { LoginForm } from './login-name.ts';
import type { UserMemory } from './user-memory.ts';

/** The device that asks, as the directory defines it now. */
export interface AgentHost {
  readonly id: string;
  readonly name: string;
  readonly siteId: string;
  readonly secretVersion: number;
  readonly newPin: boolean;
  readonly nextTokencode: boolean;
  readonly openToAll: boolean;
  readonly openToSite: boolean;
  readonly loginForm: LoginForm;
  /** Put after each prompt; pam_radius shows Reply-Message as it is, so its profile adds ": ". */
  readonly promptSuffix: string;
  /** How long the same passcode from the same host and caller gets the same answer; 0: off. */
  readonly failoverGraceMs: number;
  /** Null: always. */
  readonly accessTimes: AccessTimes | null;
  /** What the levels of policies set at the site; null, for most: nothing. */
  readonly policy: Policy | null;
  /** Whether the users' limit of online sessions is kept here. */
  readonly limitSessions: boolean;
  /** A RADIUS profile stands here, or at some user on this agent host alone. */
  readonly hasProfile: boolean;
  readonly hasOwnProfiles: boolean;
  /** Somebody has another login name here. */
  readonly hasAliases: boolean;
}

/** The person, as the directory defines the account now. Times are Unix milliseconds. */
export interface User {
  readonly id: string;
  readonly login: string;
  readonly siteId: string;
  /** From the top down to the user's own. */
  readonly siteAncestors: readonly string[];
  readonly groupId: string | null;
  readonly enabled: boolean;
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  /** PHC string of the static password; null when none is set. */
  readonly passwordHash: string | null;
  readonly passwordExpiresAt: number | null;
  readonly passwordMustChange: boolean;
  readonly activeOnAllHosts: boolean;
  readonly activeOnSiteHosts: boolean;
  /** Activated on this agent host in person. */
  readonly activated: boolean;
  /** A group of the user is activated on this agent host. */
  readonly groupActivated: boolean;
  /** Null: always. */
  readonly accessTimes: AccessTimes | null;
  /** What the levels of policies set at the site; null, for most: nothing. */
  readonly policy: Policy | null;
  /** Has a role, whichever, and a policy that could be looser than the process settings; looked up only where there is one. */
  readonly administratorUnderPolicy: boolean;
  /** Whether a new PIN, or the next tokencode, may be asked of this user; the agent host has to allow it, too. */
  readonly newPin: boolean;
  readonly nextTokencode: boolean;
  /** A RADIUS profile stands at the user or the user's group. */
  readonly hasProfile: boolean;
  /** Online sessions at the same time; null: any number. */
  readonly maximumSessions: number | null;
}

/** A token as assigned to the user: definition and running state. */
export interface Token {
  readonly assignmentId: string;
  readonly tokenId: string;
  readonly serial: string;
  /** What the last counter belongs to: importing a seed again does not make old codes good. */
  readonly seedFingerprint: string;
  /** Null: codes of this kind cannot be checked at a sign-in (OCRA needs its own challenge). */
  readonly otp: { readonly definition: OtpDefinition; readonly key: OtpKey } | null;
  readonly initialCounter: number;
  /** How many codes there are, from the initial counter on (a scratch card); null: without end. */
  readonly uses: number | null;
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  readonly enabled: boolean;
  readonly lost: boolean;
  readonly oneTime: boolean;
  readonly usePin: boolean;
  readonly allowNextTokencode: boolean;
  readonly state: TokenState;
}

/** A token whose codes can be checked. */
export type CheckableToken = Token & { readonly otp: NonNullable<Token['otp']> };

export function isCheckable(token: Token): token is CheckableToken {
  return token.otp !== null;
}

/** Running state; it belongs to the assignment, but for counter and drift, which belong to the seed. */
export interface TokenState {
  readonly mode: TokenMode;
  readonly pin: string | null;
  readonly failures: number;
  readonly lockedUntil: number | null;
  /** How often in a row the token was locked: the next lock lasts twice as long. */
  readonly lockLevel: number;
  readonly lastSignInAt: number | null;
  readonly lastCounter: number | null;
  readonly drift: number;
}

/** What an administrator made to stand in for a tokencode, until it expires; the secret is opened. Times are Unix milliseconds. */
export interface StandIn {
  readonly id: string;
  readonly kind: StandInKind;
  /** The assignment of the lost token that a temporary password stands in for; null for a bypass code. */
  readonly assignmentId: string | null;
  readonly secret: string;
  readonly expiresAt: number;
}

/** Everything that a decision about one user looks at. */
export interface Subject {
  readonly user: User;
  readonly tokens: readonly Token[];
  /** Temporary passwords and bypass codes; hardly anybody has one. */
  readonly standIns: readonly StandIn[];
  readonly memory: UserMemory;
}
