import type { Drop } from '@countersign/contracts';

interface Entry {
  readonly source: string;
  readonly reason: string;
  readonly agentHost: string | null;
  readonly agentHostId: string | null;
  readonly firstSeenAt: number;
  lastSeenAt: number;
  count: number;
}

/**
 * What got no answer, by source and reason: "no answer at all" is every network engineer's first question. Bounded;
 * the longest unseen line makes room, one of an unknown source before one of an agent host.
 */
export class RecentDrops {
  /** In the order of last sight: a Map keeps insertion order. */
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly most: number) {}

  /** Notes a drop; true when the line is new, or was silent for so long that it deserves a new audit line. */
  note(source: string, reason: string, host: { readonly id: string; readonly name: string } | null, now: number, quietMs: number): boolean {
    const key = `${source} ${reason}`;
    const known = this.entries.get(key);
    this.entries.delete(key);
    const entry = known ?? { source, reason, agentHost: host?.name ?? null, agentHostId: host?.id ?? null, firstSeenAt: now, lastSeenAt: now, count: 0 };
    const loud = !known || now - known.lastSeenAt > quietMs;
    entry.count += 1;
    entry.lastSeenAt = now;
    this.entries.set(key, entry);
    if (this.entries.size > this.most) this.makeRoom();
    return loud;
  }

  /** Strangers go first: forged sources must not hide what happens to an agent host. */
  private makeRoom(): void {
    const [oldest] = this.entries.keys();
    const leaving = this.oldestStranger() ?? oldest;
    if (leaving !== undefined) this.entries.delete(leaving);
  }

  private oldestStranger(): string | undefined {
    for (const [key, { agentHost }] of this.entries) if (agentHost === null) return key;
    return undefined;
  }

  /** Newest first. */
  list(): Drop[] {
    return [...this.entries.values()].reverse().map(({ firstSeenAt, lastSeenAt, ...entry }) => ({
      ...entry, firstSeenAt: new Date(firstSeenAt).toISOString(), lastSeenAt: new Date(lastSeenAt).toISOString(),
    }));
  }
}
