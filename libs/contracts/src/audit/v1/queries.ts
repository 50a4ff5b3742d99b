import { z } from 'zod';
import { resultCodeSchema } from '../../result-codes/index.ts';
import { auditEventSchema } from './event.ts';

/** What PostgreSQL takes as text. */
const word = (most: number) => z.string().max(most).regex(/^[^\0\p{Surrogate}]*$/u, 'must be well-formed text');

export const auditFilterSchema = z.strictObject({
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  kind: auditEventSchema.shape.kind.optional(),
  user: word(253).optional(),
  agentHost: word(253).optional(),
  object: word(253).optional(),
  /** Address of where the person acted. */
  host: word(64).optional(),
  result: resultCodeSchema.optional(),
  site: z.uuid().optional(),
  /** Words of the user's, agent host's or object's name or of the address; the last one may be unfinished. */
  text: word(253).min(1).optional(),
  /** Only of these sites; what belongs to no site is left out. */
  sites: z.array(z.uuid()).max(100_000).optional(),
  requestKey: z.string().regex(/^[0-9a-f]{32}$/).optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const auditEntrySchema = z.strictObject({ sequence: z.int().min(1), event: auditEventSchema });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Most entries of one reply; fewer come when they are large. */
export const AUDIT_PAGE_ENTRIES = 500;
const limitSchema = z.int().min(1).max(AUDIT_PAGE_ENTRIES);
const sequenceSchema = z.int().min(0);

/**
 * A page of the trail: newest first by the time of the event, from the entry `before` on; or, with `after`, oldest first
 * from that entry on, in the order of arrival (`arrival`, the default there) or by time.
 */
export const auditListContract = {
  subject: 'audit.v1.list',
  request: z.strictObject({
    filter: auditFilterSchema, limit: limitSchema, before: sequenceSchema.optional(), after: sequenceSchema.optional(),
    order: z.enum(['arrival', 'time']).optional(),
  }),
  /** `next`: the entry to go on from in the same direction; null: there are no more. */
  reply: z.strictObject({ entries: z.array(auditEntrySchema), next: z.int().nullable() }),
} as const;
export type AuditPage = Omit<z.infer<typeof auditListContract.request>, 'filter'>;

/** Longest that a question for new entries may wait. */
export const AUDIT_TAIL_WAIT_MS = 20_000;

/** The next entries in the order of arrival; waits for one when there is none yet. */
export const auditTailContract = {
  subject: 'audit.v1.tail',
  request: z.strictObject({
    filter: auditFilterSchema,
    /** Null: from what comes next. */
    after: sequenceSchema.nullable(), limit: limitSchema, waitMs: z.int().min(0).max(AUDIT_TAIL_WAIT_MS),
  }),
  /** `position`: to ask on from; it moves on past entries that the filter left out. */
  reply: z.strictObject({ entries: z.array(auditEntrySchema), position: sequenceSchema }),
} as const;
