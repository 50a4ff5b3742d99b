/** What the use cases need from the outside; adapters fulfil it. */
import type { AuditEvent, PlacedProfile } from '@countersign/contracts';
import type {
  AddressPool, AgentHost, CheckableToken, ClaimedChallenge, ChallengeContent, FirstFactor, FirstFactorCheck, FirstFactorQuestion, LiveSession, LoginCandidate,
  Subject, TokenState, User, UserMemory,
} from '../domain/index.ts';

/** One transaction of the deciding store: one of the two loads, once, and what the work returns is written. */
export interface SignInTransaction {
  /** Locks everybody whom the folded login names may mean, wherever they are, in one order; then loads what is true now. */
  loadByLogin(asked: readonly AskedLogin[]): Promise<LockedSubjects>;
  /** The same for one user who is known already. */
  loadById(userId: string): Promise<LockedSubjects>;
  /** Profiles, sessions and free addresses of those whom they concern; after one of the loads, and rarely needed. */
  loadNetwork(pairs: readonly { readonly userId: string; readonly hostId: string }[], now: number): Promise<LoadedNetwork>;
}

export interface LoadedNetwork {
  profiles(userId: string, hostId: string): readonly PlacedProfile<AddressPool>[];
  /** Those that are alive. */
  sessions(userId: string): readonly LiveSession[];
  /** As many as the pairs could take, when there are so many. */
  freeAddresses(poolId: string): readonly string[];
}

/** A reservation to be written: new, or in the place of the one with its id. */
export interface ReservedSession extends LiveSession {
  readonly userId: string;
  readonly userSiteId: string;
  readonly login: string;
  readonly agentHostId: string;
  readonly siteId: string;
  readonly sourceAddress: string;
  readonly callingStationId: string | null;
  readonly at: number;
  readonly expiresAt: number;
}

/** `aliases`: whether the agent host is believed to know somebody by another name. */
export interface AskedLogin {
  readonly hostId: string;
  readonly login: string | undefined;
  readonly aliases: boolean;
}

export interface LockedSubjects {
  /** Undefined: no such agent host (any more), or it was not asked for. */
  host(hostId: string): AgentHost | undefined;
  /** Whoever has the name, or goes by it on that agent host. */
  candidates(login: string, hostId: string): readonly LoginCandidate[];
  /** The user as this agent host sees it; undefined when there is no such account (any more). */
  user(userId: string, hostId: string): User | undefined;
  tokens(userId: string): Subject['tokens'];
  standIns(userId: string): Subject['standIns'];
  memory(userId: string): UserMemory;
}

export interface SignInChanges {
  readonly memories: ReadonlyMap<string, UserMemory>;
  /** Who signed in, and when: Unix milliseconds by user id. */
  readonly signedIn?: ReadonlyMap<string, number>;
  readonly tokens: ReadonlyMap<string, ChangedToken>;
  readonly events: readonly AuditEvent[];
  readonly reservations?: readonly ReservedSession[];
}

export interface ChangedToken {
  readonly seedFingerprint: string;
  readonly before: TokenState;
  readonly after: TokenState;
}

/** Decides, and says what is to be written for it to hold; no changes: nothing was decided. */
export type SignInWork<T> = (transaction: SignInTransaction) => Promise<{ readonly result: T; readonly changes: SignInChanges | null }>;

export interface SignInStore {
  /**
   * Runs the work in one transaction, then writes its changes and commits. Retries it as a whole on a deadlock or a
   * serialisation failure, when the counter of a seed was moved by somebody else
   * meanwhile, and when an address went to somebody else.
   */
  transaction<T>(work: SignInWork<T>): Promise<T>;
  /** Whether an error means that one of the batch's values was refused by the database. */
  isBadData(error: unknown): boolean;
}

/** The challenges between their two legs. Unavailable: `claim` answers so, `open` rejects. */
export interface Challenges {
  open(id: string, content: ChallengeContent, ttlMs: number): Promise<void>;
  claim(id: string, requestKey: string): Promise<ClaimedChallenge | { status: 'busy' } | { status: 'answered'; answer: string }>;
  answered(id: string, requestKey: string, answer: string): Promise<void>;
  release(id: string, requestKey: string): Promise<void>;
}

/** argon2id, bounded and fair. */
export interface PasswordChecker {
  /** Whether another one of this source would find room in the queue. */
  hasRoom(source: string): boolean;
  /** Undefined: no room in the queue, or it could not be checked, which is reported. Never throws. */
  check(input: { userId: string; source: string; hash: string; password: string }): Promise<boolean | undefined>;
}

/** What sites want a sign-in to consist of, as it was a moment ago. */
export interface FirstFactors {
  /** Undefined: no site above the user has a rule. */
  of(user: Pick<User, 'siteAncestors' | 'groupId'>, now: number): FirstFactor | undefined;
}

/** Asks about passwords outside of any transaction, in bounded time; never throws. */
export interface FirstFactorChecker {
  check(question: FirstFactorQuestion, from: { readonly userId: string; readonly source: string }): Promise<Pick<FirstFactorCheck, 'verdict' | 'reason'>>;
}

/** A token by id, assigned or not, for administration. */
export interface AdministeredToken {
  readonly tokenId: string;
  readonly serial: string;
  readonly siteId: string;
  readonly seedFingerprint: string;
  readonly otp: CheckableToken['otp'] | null;
  readonly initialCounter: number;
  readonly state: TokenState;
}

/** Told what happens while turns are decided; never holds a secret, never slows a decision down. */
export interface SignInObserver {
  /** A turn of so many requests goes into one transaction. */
  turn(requests: number): void;
  /** The database refused a value of one request: it was isolated, its neighbours were decided. */
  isolated(): void;
}
