import { randomUUID } from 'node:crypto';
import { type AuditEvent, type ResultCode, auditSubject, clip } from '@countersign/contracts';
import type { EventStream } from '@countersign/messaging';
import type { KnownHost } from '../../application/ports.ts';
import { LineBudget, RecentDrops } from '../../domain/index.ts';

/** A drop that goes on is one audit line, until it was quiet for this long. */
const DROP_QUIET_MS = 60_000;
/** Lines in the trail, for agent hosts and for strangers apart. More is in the list of recent drops and in the metrics. */
const LINES = { most: 60, windowMs: 60_000 } as const;

/** What got no answer: counted, listed for who asks, and one line in the trail where it is news. */
export class DropRecorder {
  private readonly drops: RecentDrops;
  private readonly lines = { known: new LineBudget(LINES), unknown: new LineBudget(LINES) };

  constructor(
    private readonly stream: EventStream, remembered: number,
    private readonly count: (reason: string) => void, private readonly onError: (error: unknown) => void,
  ) {
    this.drops = new RecentDrops(remembered);
  }

  dropped(source: string, reason: string, host: KnownHost | null): void {
    this.count(reason);
    if (!this.drops.note(source, reason, host, Date.now(), DROP_QUIET_MS)) return;
    if (!this.lines[host ? 'known' : 'unknown'].take(performance.now())) return;
    const event = dropEvent(source, reason, host);
    const data = Buffer.from(JSON.stringify({ events: [event] }), 'utf8');
    this.stream.publish(auditSubject('radius-gateway'), event.id, data).catch(this.onError);
  }

  list(): ReturnType<RecentDrops['list']> {
    return this.drops.list();
  }
}

function dropEvent(source: string, reason: string, host: KnownHost | null): AuditEvent {
  return {
    id: randomUUID(), at: new Date().toISOString(), kind: 'drop', result: resultOf(reason, host), service: 'radius-gateway', site: null, user: null,
    agentHost: host && { id: host.id, name: clip(host.name, 253) },
    host: source, object: null, requestKey: null, detail: { reason },
  };
}

function resultOf(reason: string, host: KnownHost | null): ResultCode {
  if (!host) return 'unknown-agent-host';
  return reason === 'shared-secret-suspected' ? reason : 'packet-dropped';
}
