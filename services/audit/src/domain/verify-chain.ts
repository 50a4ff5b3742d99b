import type { AuditFault } from '@countersign/contracts';
import { CHAIN_START, type ChainEntry, type ChainHead, appendToChain } from './chain.ts';

/** A head that was signed and kept outside the database. */
export interface Checkpoint extends ChainHead {
  /** False: the signature does not fit. */
  readonly authentic: boolean;
}

export interface ChainFault {
  readonly kind: AuditFault;
  readonly sequence: number;
}

/** Walks the trail entry by entry, in any number of calls, and compares it with the checkpoints. */
export class ChainVerifier {
  private head: ChainHead = CHAIN_START;
  private fault: ChainFault | null = null;
  private readonly checkpoints: ReadonlyMap<number, Checkpoint>;

  constructor(private readonly all: readonly Checkpoint[]) {
    this.checkpoints = new Map(all.map((checkpoint) => [checkpoint.sequence, checkpoint]));
    const forged = all.find(({ authentic }) => !authentic);
    if (forged) this.fault = { kind: 'checkpoint-forged', sequence: forged.sequence };
  }

  get events(): number {
    return this.head.sequence;
  }

  /** False when a fault was found: reading on brings nothing. */
  next(entry: ChainEntry): boolean {
    this.fault ??= this.faultOf(entry);
    if (!this.fault) this.head = entry;
    return this.fault === null;
  }

  /** The verdict, after the last entry: a checkpoint beyond it says that the tail was cut off. */
  finish(): ChainFault | null {
    const beyond = this.all.find(({ sequence }) => sequence > this.head.sequence);
    return this.fault ?? (beyond ? { kind: 'cut-tail', sequence: beyond.sequence } : null);
  }

  private faultOf(entry: ChainEntry): ChainFault | null {
    const { sequence } = entry;
    if (sequence <= this.head.sequence) return { kind: 'out-of-order', sequence };
    if (sequence !== this.head.sequence + 1) return { kind: 'gap', sequence };
    if (!appendToChain(this.head, entry.event).digest.equals(entry.digest)) return { kind: 'changed', sequence };
    const checkpoint = this.checkpoints.get(sequence);
    return checkpoint && !checkpoint.digest.equals(entry.digest) ? { kind: 'checkpoint-mismatch', sequence } : null;
  }
}
