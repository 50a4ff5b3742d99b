import type { ProtectionSighting } from '@countersign/contracts';

interface Seen {
  lastWithAt: number | null;
  lastWithoutAt: number | null;
}

/**
 * When each agent host was last seen to send a Message-Authenticator, and when to send none. No more entries than there
 * are agent hosts; what was deleted is forgotten with the process.
 */
export class ProtectionSightings {
  private readonly hosts = new Map<string, Seen>();

  /** @param now Unix milliseconds */
  note(agentHostId: string, isProtected: boolean, now: number): void {
    const seen = this.hosts.get(agentHostId) ?? { lastWithAt: null, lastWithoutAt: null };
    if (isProtected) seen.lastWithAt = now;
    else seen.lastWithoutAt = now;
    this.hosts.set(agentHostId, seen);
  }

  list(): ProtectionSighting[] {
    return [...this.hosts].map(([agentHostId, { lastWithAt, lastWithoutAt }]) => ({ agentHostId, lastWithAt: iso(lastWithAt), lastWithoutAt: iso(lastWithoutAt) }));
  }
}

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
