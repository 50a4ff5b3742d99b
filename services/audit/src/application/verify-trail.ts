import type { AuditVerdict } from '@countersign/contracts';
import { type ChainEntry, type Checkpoint, ChainVerifier, type Segment } from '../domain/index.ts';

/** What a verification reads. */
export interface TrailToVerify {
  checkpoints(): Promise<Checkpoint[]>;
  /** In the order of the chain. */
  segments(): Promise<Segment[]>;
  /** Every entry in order; stops when either function returns false. */
  walk(visit: (entry: ChainEntry) => boolean, pageDone: () => Promise<boolean>): Promise<void>;
}

/**
 * Walks the whole trail.
 *
 * @param goOn told how many entries have been walked; false ends the walk, and there is no verdict then
 */
export async function verifyTrail(trail: TrailToVerify, goOn: (checked: number) => Promise<boolean> = async () => true): Promise<AuditVerdict | undefined> {
  const verifier = new ChainVerifier(await trail.checkpoints(), await trail.segments());
  let wanted = true;
  await trail.walk((entry) => verifier.next(entry), async () => {
    wanted = await goOn(verifier.events);
    return wanted;
  });
  return wanted ? verifier.finish() : undefined;
}
