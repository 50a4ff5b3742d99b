import { randomUUID } from 'node:crypto';
import type { Actor, AuditVerdict, Verification } from '@countersign/contracts';
import { Refused } from '../domain/index.ts';

/** Verifications as every replica sees them. */
export interface VerificationRecords {
  /** Records a new one unless one is running. @param owner null: nobody's @returns the one that is running now */
  begin(id: string, owner: string | null, now: number, silentSince: number): Promise<Verification>;
  /** Whose it is; null: nobody's, or there is none. */
  ownerOf(id: string): Promise<string | null>;
  /** One that is silent since then counts as failed. */
  read(id: string, silentSince: number): Promise<Verification | undefined>;
  /** @returns false: it was cancelled */
  progress(id: string, checked: number, now: number): Promise<boolean>;
  end(id: string, state: 'done' | 'cancelled' | 'failed', verdict: AuditVerdict | null, now: number): Promise<void>;
}

export interface VerificationTools {
  readonly records: VerificationRecords;
  readonly verify: (goOn: (checked: number) => Promise<boolean>) => Promise<AuditVerdict | undefined>;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** A verification of which nothing was heard for so long ended with its process. */
const SILENT_MS = 60_000;
/** How often progress is written. */
const PROGRESS_EVERY_MS = 500;

/** Verifications in the background, one at a time over all replicas. */
export class Verifications {
  private readonly running = new Set<Promise<void>>();
  private stopped = false;

  constructor(private readonly tools: VerificationTools) {}

  async start(actor: Actor | undefined): Promise<Verification> {
    const { records, now } = this.tools;
    const id = randomUUID();
    const current = await records.begin(id, actor === undefined ? null : nameOf(actor), now(), now() - SILENT_MS);
    if (current.id === id) {
      const run = this.run(id);
      this.running.add(run);
      void run.finally(() => this.running.delete(run));
    }
    return current;
  }

  /** @throws Refused not-found */
  async read(id: string): Promise<Verification> {
    const { records, now } = this.tools;
    const found = await records.read(id, now() - SILENT_MS);
    if (!found) throw new Refused('not-found');
    return found;
  }

  /**
   * Ends it at its next page; one that has ended stays as it is.
   * @param actor who asks, and may end no one else's; undefined: somebody who may end anybody's
   * @throws Refused not-found, forbidden
   */
  async cancel(id: string, actor: Actor | undefined): Promise<Verification> {
    await this.read(id);
    if (actor !== undefined && await this.tools.records.ownerOf(id) !== nameOf(actor)) throw new Refused('forbidden');
    await this.tools.records.end(id, 'cancelled', null, this.tools.now());
    return this.read(id);
  }

  /** Ends those of this replica. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  private async run(id: string): Promise<void> {
    const { records, verify, now, onError } = this.tools;
    let written = now();
    try {
      const verdict = await verify(async (checked) => {
        if (this.stopped) return false;
        if (now() - written < PROGRESS_EVERY_MS) return true;
        written = now();
        return records.progress(id, checked, written);
      });
      if (verdict) await records.end(id, 'done', verdict, now());
      else await records.end(id, this.stopped ? 'failed' : 'cancelled', null, now());
    } catch (error) {
      onError(error);
      await records.end(id, 'failed', null, now()).catch(onError);
    }
  }
}

/** Names change; identifiers do not. */
const nameOf = ({ kind, id, label }: Actor): string => `${kind}:${id ?? label}`;
