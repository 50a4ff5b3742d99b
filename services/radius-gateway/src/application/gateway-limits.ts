/** Bounds and times of the edge; each is a setting (see config.ts). Times are milliseconds. */
export interface GatewayLimits {
  /** From receipt to the last moment at which an answer is of use: below the shortest retry of a NAS. */
  readonly deadlineMs: number;
  /** Rejects leave no earlier than this after their request came. */
  readonly rejectDelayMs: number;
  /** How long a reply is remembered for copies of its request. */
  readonly replyMemoryMs: number;
  /** Most questions to auth under way, sign-ins and accounting apart: what comes beyond them is dropped at once, so that those are answered in time. */
  readonly questions: number;
  readonly seenRequests: number;
  readonly heldReplies: number;
  readonly recentDrops: number;
}

export const defaultLimits: GatewayLimits = {
  deadlineMs: 2500,
  rejectDelayMs: 1000,
  replyMemoryMs: 5000,
  questions: 1024,
  seenRequests: 100_000,
  heldReplies: 50_000,
  recentDrops: 200,
};
