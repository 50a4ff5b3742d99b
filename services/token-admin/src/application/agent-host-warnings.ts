import type { Drop } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';

type Result = adminApi.AgentHostWarning['result'];

/** Reasons for silence, and what most likely is behind each. */
const CAUSES: ReadonlyMap<string, Result> = new Map<string, Result>([
  // The shared secrets of device and server differ.
  ['shared-secret-suspected', 'shared-secret-suspected'],
  ['message-authenticator-wrong', 'shared-secret-suspected'],
  ['request-authenticator-wrong', 'shared-secret-suspected'],
  // The device sends none where it is required: nobody signs in there.
  ['message-authenticator-missing', 'message-authenticator-missing'],
]);

/** What an administrator should be told about one agent host, from the recent drops of all gateways. */
export function agentHostWarnings(agentHostId: string, drops: readonly Drop[]): adminApi.AgentHostWarning[] {
  const ofHost = drops.filter((drop) => drop.agentHostId === agentHostId);
  const byCause = Map.groupBy(ofHost, ({ reason }) => CAUSES.get(reason));
  return [...byCause].flatMap(([result, found]) => (result === undefined ? [] : [{
    result,
    reasons: [...new Set(found.toSorted((one, other) => other.lastSeenAt.localeCompare(one.lastSeenAt)).map(({ reason }) => reason))],
    count: found.reduce((sum, drop) => sum + drop.count, 0),
    lastSeenAt: found.map((drop) => drop.lastSeenAt).reduce((latest, seen) => (seen > latest ? seen : latest), ''),
  }]));
}

/** The same for every agent host, the latest first. */
export function warningsOfHosts(drops: readonly Drop[]): (adminApi.AgentHostWarning & { agentHostId: string; agentHost: string })[] {
  const hosts = new Map(drops.flatMap(({ agentHostId, agentHost }) => (typeof agentHostId === 'string' ? [[agentHostId, agentHost ?? agentHostId] as const] : [])));
  return [...hosts]
    .flatMap(([agentHostId, agentHost]) => agentHostWarnings(agentHostId, drops).map((warning) => ({ agentHostId, agentHost, ...warning })))
    .toSorted((one, other) => other.lastSeenAt.localeCompare(one.lastSeenAt));
}
