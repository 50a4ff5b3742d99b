import type { AuditEvent, ResultCode } from '@countersign/contracts';
import { clip } from '@countersign/contracts';
import type { AgentHost, Decision, User } from '../domain/index.ts';
import type { OpenedRequest } from './opened-request.ts';

/** The record of one decided sign-in. Over-long values are cut, so that no value loses the record. */
export function signInEvent(
  request: OpenedRequest,
  decided: { result: ResultCode; object?: Decision['object']; detail?: Decision['detail'] },
  known: { id: string; at: Date; host: AgentHost | null; user: User | null },
): AuditEvent {
  const { host, user } = known;
  return {
    id: known.id,
    at: known.at.toISOString(),
    kind: 'sign-in',
    result: decided.result,
    service: 'auth',
    site: host?.siteId ?? null,
    user: { id: user?.id ?? null, login: clip(user?.login ?? request.userName ?? '', 253) },
    agentHost: host && { id: host.id, name: clip(host.name, 253) },
    host: clip(request.sourceAddress, 64),
    object: objectOf(decided.object ?? null, user),
    requestKey: request.requestKey,
    detail: inKeyOrder({
      method: request.credentials.method,
      callingStationId: request.callingStationId && clip(request.callingStationId, 253),
      nasIdentifier: request.nasIdentifier && clip(request.nasIdentifier, 253),
      ...typedLogin(request, user),
      ...decided.detail,
    }),
  };
}

/** An alias, a domain, or another spelling: whoever asks why somebody was let in or not looks for what was typed. */
function typedLogin({ userName }: OpenedRequest, user: User | null): AuditEvent['detail'] {
  return user === null || userName === null || userName === user.login ? {} : { typedLogin: clip(userName, 253) };
}

/** As the trail keeps it: it is not sorted once more there. */
function inKeyOrder(detail: AuditEvent['detail']): AuditEvent['detail'] {
  const ordered: AuditEvent['detail'] = {};
  for (const [key, value] of Object.entries(detail).sort(([left], [right]) => (left < right ? -1 : 1))) ordered[key] = value;
  return ordered;
}

function objectOf(object: Decision['object'], user: User | null): AuditEvent['object'] {
  if (!object) return null;
  if (object.type === 'back-end') return { type: 'back-end', id: object.id, label: 'back end' };
  if (object.type !== 'static-password') return object;
  return { type: 'static-password', id: user?.id ?? null, label: 'static password' };
}
