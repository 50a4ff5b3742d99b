import { exportAgentHosts, exportTokens, exportUsers, listAgentHosts, listTokens, listUsers, type Operation } from '@countersign/contracts/admin-api';

/** Lists that the server writes as a file by itself: they may have a million rows. */
const EXPORTS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  [listUsers.id, exportUsers], [listTokens.id, exportTokens], [listAgentHosts.id, exportAgentHosts],
]);

export const exportOf = (list: Operation): Operation | undefined => EXPORTS.get(list.id);
