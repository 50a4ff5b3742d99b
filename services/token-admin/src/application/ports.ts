/** What administration needs from the outside; adapters and the composition root fulfil it. */
import type {
  Actor, AuditEntry, AuditFilter, AuditPage, auditTailContract, AuditVerdict, changeForwardingContract, Drop, Explanation,
  Forwarding, LastUses, lastUsesContract, Policy, ProtectionSighting, refusedReportContract, resultsReportContract, ShownStandIn, signInsReportContract, TokenMode, TokenState, TrialVerdict, tryPolicyContract, unusedContract,
  Verification,
  VerifyAdministratorReply, VerifyAdministratorRequest, WholePolicy, 
  listSessionsContract, OnlineSession,
} from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import type { z } from 'zod';
import type { RandomBytes } from '../domain/uuid-v7.ts';

/** Authenticated encryption under one purpose key; the associated data binds the result to its place. */
export interface Sealing {
  seal(plain: Uint8Array, associatedData: string): Uint8Array;
}

/** The same, both ways. */
export interface SessionSealing extends Sealing {
  /** @throws when it was changed, or bound to another place */
  open(sealed: Uint8Array, associatedData: string): Uint8Array;
}

/** The keys that token-admin is given, each for one purpose. */
export interface TokenAdminKeys {
  readonly seeds: Sealing;
  readonly agentSecrets: Sealing;
  readonly busCredentials: Sealing;
  readonly sessions: SessionSealing;
  /** Files and options of jobs: a file may hold seeds. */
  readonly jobs: SessionSealing;
  readonly backEnds: SessionSealing;
  /** HMAC-SHA256 under 'seed-fingerprint'; 32 bytes. */
  seedFingerprint(seed: Uint8Array): Uint8Array;
  /** HMAC-SHA256 under 'api-key'; 32 bytes. */
  apiKeyMac(key: Uint8Array): Uint8Array;
}

export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: RandomBytes;
}

/** argon2id; the result is a PHC string. */
export type HashPassword = (password: string) => Promise<string>;

/** The part of the state store that sessions and throttles use; what may be lost without harm. */
export interface SessionStore {
  keep(key: string, value: string, ttlMs: number): Promise<void>;
  kept(key: string): Promise<string | undefined>;
  /** What is gone stays gone. */
  prolong(key: string, ttlMs: number): Promise<void>;
  /** @returns whether it was there */
  forget(key: string): Promise<boolean>;
  /** Counts one more; returns the count within the running window. */
  countInWindow(key: string, windowMs: number): Promise<number>;
}

/** What an administrator is asked to prove; password and tokencode travel sealed. */
export type AdministratorProof = Omit<VerifyAdministratorRequest, 'requestKey' | 'sealedSecret'> & { readonly secret: string };

/** What is in force where no level sets a value. */
export interface BasePolicy {
  /** @throws Refused unavailable: auth is asked for its process settings */
  current(): Promise<WholePolicy>;
}

/** Told after commit which agent hosts' configuration has to be published. */
export interface AgentHostChanges {
  changed(id: string): void;
  /** @param version above every version that the host had */
  deleted(id: string, version: number): void;
}

/** A temporary password or a bypass code to be kept by auth; the secret travels sealed. */
export type NewStandIn = Pick<ShownStandIn, 'id' | 'kind' | 'assignmentId' | 'expiresAt'> & { readonly secret: string };

/** Running state belongs to auth: administration asks for it and asks to change it. */
export interface AuthService {
  tokenStates(assignmentIds: readonly string[]): Promise<TokenState[]>;
  setPin(assignmentId: string, pin: string, actor: Actor): Promise<void>;
  clearPin(assignmentId: string, actor: Actor): Promise<void>;
  setTokenMode(assignmentId: string, mode: TokenMode, actor: Actor): Promise<void>;
  unlock(userId: string, actor: Actor): Promise<void>;
  synchronise(tokenId: string, code1: string, code2: string, actor: Actor): Promise<{ driftSteps: number }>;
  /** Temporary passwords and bypass codes. */
  standIns(userId: string): Promise<ShownStandIn[]>;
  addStandIns(userId: string, standIns: readonly NewStandIn[], actor: Actor): Promise<void>;
  removeStandIns(userId: string, assignmentId: string | null, actor: Actor): Promise<void>;
  /** Users' latest sign-ins by id. */
  lastSignIns(userIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Values of policies that nobody set, as the process settings of auth give them. */
  basePolicy(): Promise<Policy>;
  /** What recorded sign-ins, oldest first, would have come to; in their order. */
  tryPolicy(question: Question<typeof tryPolicyContract>): Promise<TrialVerdict[]>;
  onlineSessions(asked: z.infer<typeof listSessionsContract.request>): Promise<OnlineSession[]>;
  /** @param sites of those who may end it; null: anybody's */
  endSession(id: string, sites: string[] | null, actor: Actor): Promise<void>;
  /** Addresses in use by pool id; pools without any are left out. */
  poolUse(poolIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  verifyAdministrator(proof: AdministratorProof): Promise<VerifyAdministratorReply>;
  /** As they were counted last; the first count of a million takes seconds. */
  lastUses(question: Question<typeof lastUsesContract>): Promise<LastUses>;
  /** Accounts or tokens that are not used: a page, which may be short while `next` leads on. */
  unused(question: Question<typeof unusedContract>): Answer<typeof unusedContract>;
  /** Of each replica that answers in time. */
  backEndHealth(backEndId: string): Promise<{ replica: string; servers: adminApi.ServerHealth[] }[]>;
}

type Answer<C extends { readonly reply: z.ZodType }> = Promise<z.output<C['reply']>>;
type Question<C extends { readonly request: z.ZodType }> = z.output<C['request']>;

/** The trail belongs to audit. */
export interface AuditTrail {
  list(filter: AuditFilter, page: AuditPage): Promise<{ entries: AuditEntry[]; next: number | null }>;
  tail(question: Question<typeof auditTailContract>): Answer<typeof auditTailContract>;
  explain(sequence: number, sites: string[] | undefined): Promise<Explanation>;
  verify(): Promise<AuditVerdict>;
  startVerification(actor: Actor): Promise<Verification>;
  readVerification(id: string): Promise<Verification>;
  /** @param actor whose it has to be; undefined: anybody's @throws Refused forbidden */
  cancelVerification(id: string, actor: Actor | undefined): Promise<Verification>;
  forwarding(): Promise<Forwarding>;
  changeForwarding(change: Question<typeof changeForwardingContract>): Promise<Forwarding>;
  signIns(question: Question<typeof signInsReportContract>): Answer<typeof signInsReportContract>;
  results(question: Question<typeof resultsReportContract>): Answer<typeof resultsReportContract>;
  refused(question: Question<typeof refusedReportContract>): Answer<typeof refusedReportContract>;
}

export interface Gateways {
  /** Recent drops of each replica that answers in time. */
  drops(): Promise<{ replica: string; drops: Drop[] }[]>;
  /** What each replica that answers in time saw of Message-Authenticators. */
  sightings(): Promise<ProtectionSighting[]>;
}
