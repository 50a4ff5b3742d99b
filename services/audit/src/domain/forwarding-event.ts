import { randomUUID } from 'node:crypto';
import { type Actor, type AuditEvent, type ForwardingSettings, clip } from '@countersign/contracts';

/** The record that somebody changed where the trail goes. @param now Unix milliseconds */
export function forwardingEvent(before: ForwardingSettings | null, after: ForwardingSettings | null, actor: Actor, now: number): AuditEvent {
  return {
    id: randomUUID(), at: new Date(now).toISOString(), kind: 'administration', result: 'changed', service: 'audit', site: null, user: null, agentHost: null,
    host: actor.address, object: { type: 'audit-forwarding', id: null, label: 'syslog' }, requestKey: null,
    detail: {
      action: 'audit.forwarding', actor: clip(`${actor.kind}:${actor.label}`, 253), actorId: actor.id,
      'before.receiver': receiverOf(before), 'after.receiver': receiverOf(after),
    },
  };
}

const receiverOf = (settings: ForwardingSettings | null): string | null => settings && `${settings.transport} ${settings.host}:${settings.port}`;
