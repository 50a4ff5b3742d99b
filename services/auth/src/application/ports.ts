/** What the use cases need from the outside; adapters fulfil it. */
import type { AuditEvent } from '@countersign/contracts';
import type {
  AgentHost, CheckableToken, ClaimedChallenge, ChallengeContent, LoginCandidate, Subject, TokenState, User, UserMemory,
} from '../domain/index.ts';

/** One transaction of the deciding store. Reads happen in the order of the methods; `write` is the last. */
export interface SignInTransaction {
  loadHosts(ids: readonly string[]): Promise<ReadonlyMap<string, AgentHost>>;
  /** Users by folded login name, wherever they are. */
  findLogins(logins: readonly string[]): Promise<ReadonlyMap<string, readonly LoginCandidate[]>>;
  /** Locks the users' rows in one order, then loads what is true now. */
  lockSubjects(pairs: readonly { userId: string; hostId: string }[]): Promise<LockedSubjects>;
  write(changes: SignInChanges): Promise<void>;
}

export interface LockedSubjects {
  /** The user as this agent host sees it; undefined when the account vanished meanwhile. */
  user(userId: string, hostId: string): User | undefined;
  tokens(userId: string): Subject['tokens'];
  memory(userId: string): UserMemory;
}

export interface SignInChanges {
  readonly memories: ReadonlyMap<string, UserMemory>;
  readonly tokens: ReadonlyMap<string, ChangedToken>;
  readonly events: readonly AuditEvent[];
}

export interface ChangedToken {
  readonly seedFingerprint: string;
  readonly before: TokenState;
  readonly after: TokenState;
}

export interface SignInStore {
  /** Runs the work in one transaction; retries it as a whole on a deadlock or serialisation failure. */
  transaction<T>(work: (transaction: SignInTransaction) => Promise<T>): Promise<T>;
  /** Whether an error means that one of the batch's values was refused by the database. */
  isBadData(error: unknown): boolean;
  /** Called after commit, so that the relay need not wait for its next look. */
  wakeRelay(): void;
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
  /** Undefined: no room in the queue. */
  check(input: { userId: string; source: string; hash: string; password: string }): Promise<boolean | undefined>;
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
