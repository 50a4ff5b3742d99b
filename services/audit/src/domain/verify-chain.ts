import type { AuditFault, AuditVerdict } from '@countersign/contracts';
import { CHAIN_START, type ChainEntry, type ChainHead, appendToChain } from './chain.ts';
import { type Segment, endOf } from './segments.ts';

/** A head that was signed and kept outside the database. */
export interface Checkpoint extends ChainHead {
  /** False: the signature does not fit. */
  readonly authentic: boolean;
}

export interface ChainFault {
  readonly kind: AuditFault;
  readonly sequence: number;
}

/** Walks the trail entry by entry, in any number of calls, and compares it with seals and checkpoints. */
export class ChainVerifier {
  private head: ChainHead = CHAIN_START;
  private fault: ChainFault | undefined;
  private readonly checkpoints: ReadonlyMap<number, Checkpoint>;
  private readonly segmentsByFirst: ReadonlyMap<number, Segment>;
  private readonly segmentsByLast: ReadonlyMap<number, Segment>;
  private readonly removed: number;

  /** @param segments in the order of the chain */
  constructor(private readonly all: readonly Checkpoint[], private readonly segments: readonly Segment[] = []) {
    this.checkpoints = new Map(all.map((checkpoint) => [checkpoint.sequence, checkpoint]));
    this.segmentsByFirst = new Map(segments.map((segment) => [segment.first, segment]));
    this.segmentsByLast = new Map(segments.map((segment) => [segment.last, segment]));
    const forged = all.find(({ authentic }) => !authentic);
    if (forged) this.fault = { kind: 'checkpoint-forged', sequence: forged.sequence };
    const forgedSegment = segments.find(({ authentic }) => !authentic);
    if (forgedSegment) this.fault ??= { kind: 'segment-forged', sequence: forgedSegment.first };
    this.bridgeRemoved();
    this.removed = this.head.sequence;
  }

  get events(): number {
    return this.head.sequence;
  }

  /** False when a fault was found: reading on brings nothing. */
  next(entry: ChainEntry): boolean {
    this.fault ??= this.faultOf(entry);
    if (!this.fault) this.head = entry;
    return this.fault === undefined;
  }

  /** The verdict, after the last entry: a checkpoint or a seal beyond it says that the tail was cut off. */
  finish(): AuditVerdict {
    const beyond = [...this.all.map(({ sequence }) => sequence), ...this.segments.map(({ last }) => last)].find((sequence) => sequence > this.head.sequence);
    const fault = this.fault ?? (beyond === undefined ? null : { kind: 'cut-tail' as const, sequence: beyond });
    return { intact: fault === null, events: this.events, checkpoints: this.all.length, removed: this.removed, fault };
  }

  /** What was removed is bridged by the seals, each hanging on the one before. */
  private bridgeRemoved(): void {
    for (const segment of this.segments) {
      if (!segment.removed || this.fault) return;
      if (segment.first !== this.head.sequence + 1 || !segment.before.equals(this.head.digest)) {
        this.fault = { kind: 'segment-mismatch', sequence: segment.first };
        return;
      }
      this.head = endOf(segment);
      this.fault = this.checkpointFault(this.head);
    }
  }

  private faultOf(entry: ChainEntry): ChainFault | undefined {
    const { sequence } = entry;
    const expected = this.head.sequence + 1;
    if (sequence < expected) return { kind: 'out-of-order', sequence };
    if (sequence > expected) return { kind: this.segmentsByFirst.has(expected) ? 'segment-missing' : 'gap', sequence: this.segmentsByFirst.has(expected) ? expected : sequence };
    if (!appendToChain(this.head, entry.event).digest.equals(entry.digest)) return { kind: 'changed', sequence };
    const seal = this.segmentsByLast.get(sequence);
    if (seal && !seal.digest.equals(entry.digest)) return { kind: 'segment-mismatch', sequence };
    return this.checkpointFault(entry);
  }

  private checkpointFault({ sequence, digest }: ChainHead): ChainFault | undefined {
    const checkpoint = this.checkpoints.get(sequence);
    return checkpoint && !checkpoint.digest.equals(digest) ? { kind: 'checkpoint-mismatch', sequence } : undefined;
  }
}
