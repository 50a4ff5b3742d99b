import type { AuditVerdict } from '@countersign/contracts';
import type { Seal, Segment } from '../domain/index.ts';

export interface RetainableSegment extends Segment {
  /** When its month was over; Unix milliseconds. */
  readonly endedAt: number;
  /** Its removal was ordered before; it may still be there. */
  readonly ordered: boolean;
}

export interface RetentionTools {
  readonly segments: {
    all(): Promise<RetainableSegment[]>;
    order(seal: Seal, now: number): Promise<void>;
  };
  /** Verifies the whole trail as it is. */
  readonly verify: () => Promise<AuditVerdict | undefined>;
  /** Everything up to this entry has been forwarded; Infinity where nothing is. */
  readonly forwarded: () => Promise<number>;
  /** Takes a segment out that was ordered to go; only the retention role can. */
  readonly takeOut: (name: string) => Promise<void>;
}

/** The trail does not verify: what would be removed might be what shows why. */
export class TrailNotIntact extends Error {
  override readonly name = 'TrailNotIntact';

  constructor(readonly verdict: AuditVerdict) {
    super(`No segment is removed: the trail is not intact (${verdict.fault?.kind ?? 'unknown'} at ${verdict.fault?.sequence ?? 0}).`);
  }
}

/**
 * Removes sealed segments that ended before `endedBefore`, the oldest first, unless they still have to be forwarded. The
 * trail is verified before, so that the seals that are left vouch for what was there. @returns those that are gone
 * @throws TrailNotIntact
 */
export async function retain(endedBefore: number, now: number, tools: RetentionTools): Promise<Seal[]> {
  const forwarded = await tools.forwarded();
  const all = (await tools.segments.all()).filter(({ removed }) => !removed);
  const kept = all.findIndex(({ endedAt, last }) => endedAt > endedBefore || last > forwarded);
  const due = kept < 0 ? all : all.slice(0, kept);
  if (due.length === 0) return [];
  if (due.some(({ ordered }) => !ordered)) {
    const verdict = await tools.verify();
    if (!verdict?.intact) throw new TrailNotIntact(verdict ?? { intact: false, events: 0, checkpoints: 0, fault: null });
  }
  for (const segment of due) {
    if (!segment.ordered) await tools.segments.order(segment, now);
    await tools.takeOut(segment.name);
  }
  return due;
}
