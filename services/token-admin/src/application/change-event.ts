import type { Actor } from '@countersign/contracts';

export type Scalar = string | number | boolean | null;

/** What a change did; the store adds id and time and writes it with the change. */
export interface Change {
  /** Such as `token.assign`. */
  readonly action: string;
  /** `accepted` unless the change was refused and that is worth a record. */
  readonly result?: 'accepted' | 'import-refused';
  readonly object: { readonly type: 'site' | 'group' | 'user' | 'static-password' | 'token' | 'token-import' | 'agent-host' | 'api-key'; readonly id: string; readonly label: string };
  readonly site: string | null;
  /** The account operated on. */
  readonly user?: { readonly id: string; readonly login: string };
  readonly agentHost?: { readonly id: string; readonly name: string };
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** Longest text in an audit event; what is longer is cut, so that no value loses the record. */
const TEXT_CHARACTERS = 253;
/** Says nothing to a reader of the trail. */
const OMITTED = new Set(['id', 'version']);

const clip = (text: string): string => (text.length > TEXT_CHARACTERS ? `${text.slice(0, TEXT_CHARACTERS - 1)}…` : text);

/** The audit event of a change: who, on what, and each field that differs as `before.<field>` and `after.<field>`. */
export function changeEvent(change: Change, actor: Actor, known: { id: string; at: Date }) {
  return {
    id: known.id,
    at: known.at.toISOString(),
    kind: 'administration' as const,
    result: change.result ?? 'accepted',
    service: 'token-admin',
    site: change.site,
    user: change.user === undefined ? null : { id: change.user.id, login: clip(change.user.login) },
    agentHost: change.agentHost === undefined ? null : { id: change.agentHost.id, name: clip(change.agentHost.name) },
    host: actor.address,
    object: { ...change.object, label: clip(change.object.label) },
    requestKey: null,
    detail: { action: change.action, actor: clip(`${actor.kind}:${actor.label}`), actorId: actor.id, ...differences(change.before, change.after) },
  };
}

function differences(before: Change['before'] = {}, after: Change['after'] = {}): Record<string, Scalar> {
  const detail: Record<string, Scalar> = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (OMITTED.has(field)) continue;
    const [old, now] = [scalar(before[field]), scalar(after[field])];
    if (old === now) continue;
    if (field in before) detail[`before.${field}`] = old;
    if (field in after) detail[`after.${field}`] = now;
  }
  return detail;
}

function scalar(value: unknown): Scalar {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'string') return clip(value);
  return clip(value instanceof Date ? value.toISOString() : JSON.stringify(value));
}
