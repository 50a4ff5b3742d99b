import type { Drop, adminApi } from '@countersign/contracts';

/** Reasons for silence behind which the shared secrets of device and server most likely differ. */
const secretReasons: ReadonlySet<string> = new Set([
  'shared-secret-suspected', 'message-authenticator-wrong', 'request-authenticator-wrong',
]);

/** What an administrator should be told about one agent host, from the recent drops of all gateways. */
export function agentHostWarnings(agentHostId: string, drops: readonly Drop[]): adminApi.AgentHostWarning[] {
  const suspicious = drops.filter((drop) => drop.agentHostId === agentHostId && secretReasons.has(drop.reason));
  const lastSeenAt = suspicious.map((drop) => drop.lastSeenAt).reduce((latest, seen) => (seen > latest ? seen : latest), '');
  const count = suspicious.reduce((sum, drop) => sum + drop.count, 0);
  return count === 0 ? [] : [{ result: 'shared-secret-suspected', count, lastSeenAt }];
}
