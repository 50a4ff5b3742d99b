import { clip, type Actor, type AuditEvent } from '@countersign/contracts';
import type { Change, Facts } from './recorded-change.ts';

/** Longest texts of an audit event (contracts/audit): what is longer is cut, so that no value loses the record. */
const NAME_CHARACTERS = 253;
const FACT_CHARACTERS = 4096;
const HOST_CHARACTERS = 64;

/** The audit event of a change: who, on what, and each field that differs as `before.<field>` and `after.<field>`. */
export function changeEvent(change: Change, actor: Actor, known: { readonly id: string; readonly at: Date }): AuditEvent {
  const { object, user, agentHost } = change;
  return {
    id: known.id,
    at: known.at.toISOString(),
    kind: 'administration',
    result: change.result,
    service: 'token-admin',
    site: change.site,
    user: user === null ? null : { id: user.id, login: clip(user.login, NAME_CHARACTERS) },
    agentHost: agentHost === null ? null : { id: agentHost.id, name: clip(agentHost.name, NAME_CHARACTERS) },
    host: actor.address === null ? null : clip(actor.address, HOST_CHARACTERS),
    object: { ...object, label: clip(object.label, NAME_CHARACTERS) },
    requestKey: null,
    detail: {
      action: change.action, actor: clip(`${actor.kind}:${actor.label}`, FACT_CHARACTERS), actorId: actor.id,
      ...prefixed('before', change.before), ...prefixed('after', change.after),
    },
  };
}

function prefixed(prefix: string, facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [
    `${prefix}.${name}`, typeof value === 'string' ? clip(value, FACT_CHARACTERS) : value,
  ]));
}
