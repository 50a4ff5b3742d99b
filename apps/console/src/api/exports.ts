import { exportAgentHosts, exportExpiringTokens, exportTokens, exportUnusedTokens, exportUnusedUsers, exportUsers, listAgentHosts, listTokens, listUsers, reportExpiringTokens, reportUnusedTokens, reportUnusedUsers, type Operation } from '@countersign/contracts/admin-api';

/** Lists that the server writes as a file by itself: they may have a million rows. */
const EXPORTS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  [listUsers.id, exportUsers], [listTokens.id, exportTokens], [listAgentHosts.id, exportAgentHosts],
  [reportExpiringTokens.id, exportExpiringTokens], [reportUnusedTokens.id, exportUnusedTokens], [reportUnusedUsers.id, exportUnusedUsers],
]);

export const exportOf = (list: Operation): Operation | undefined => EXPORTS.get(list.id);
