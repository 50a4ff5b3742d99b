import {
  addActivation, clearTokenPin, type explainAuditEvent, type Permission, setTokenMode, unlockUser, updateAgentHost, updateToken, updateUser,
} from '@countersign/contracts/admin-api';
import type { ApiClient, Reply } from '../../api/client.ts';
import type { Messages } from '../../i18n/index.ts';
import { testAddress } from '../test/test-address.ts';
import type { AuditEvent } from './use-log-texts.ts';

type Action = Reply<typeof explainAuditEvent>['actions'][number];

/** Done at once; it has words for what was done. */
export interface Mending {
  readonly name: keyof Messages['log']['mended'];
  readonly permission: Permission;
  readonly run: (api: ApiClient) => Promise<unknown>;
}

/** A way to mend what a line of the log tells of: at once, or on the page where it is done. */
export type Remedy = Mending | { readonly name: keyof Messages['log']['remedies']; readonly permission: Permission; readonly to: string };

/** What the console makes of an operation that would help; undefined for one that it does not know. */
export function remedyOf({ operation, parameters: { id = '', ...more } }: Action, { agentHost }: Pick<AuditEvent, 'agentHost'>): Remedy | undefined {
  const parameters = { id };
  switch (operation) {
    case 'addActivation':
      return { name: 'activate', permission: 'agent-hosts.write', run: (api) => api.call(addActivation, { parameters, body: { userId: more['userId'] ?? '' } }) };
    case 'unlockUser':
      return { name: 'unlock', permission: 'users.unlock', run: (api) => api.call(unlockUser, { parameters }) };
    case 'clearTokenPin':
      return { name: 'clearPin', permission: 'tokens.pin', run: (api) => api.call(clearTokenPin, { parameters }) };
    case 'setTokenMode':
      return { name: 'normalMode', permission: 'tokens.pin', run: (api) => api.call(setTokenMode, { parameters, body: { mode: 'normal' } }) };
    case 'updateToken':
      if (more['allowNextTokencode'] === 'true') return { name: 'allowOfToken', permission: 'tokens.write', run: (api) => api.call(updateToken, { parameters, body: { allowNextTokencode: true } }) };
      return { name: 'enableToken', permission: 'tokens.write', run: (api) => api.call(updateToken, { parameters, body: { enabled: true } }) };
    case 'updateUser':
      return more['enabled'] === 'true'
        ? { name: 'enableUser', permission: 'users.write', run: (api) => api.call(updateUser, { parameters, body: { enabled: true } }) }
        : { name: 'editUser', permission: 'users.write', to: `/users/${id}?edit=1` };
    case 'updateAgentHost':
      return agentHostRemedy(id, more);
    case 'synchroniseToken':
      return { name: 'synchronise', permission: 'tokens.sync', to: `/tokens/${id}?${new URLSearchParams({ tab: 'sync', ...agentHost === null ? {} : { host: agentHost.id } }).toString()}` };
    case 'setTokenPin':
      return { name: 'setPin', permission: 'tokens.pin', to: `/tokens/${id}?tab=pin` };
    case 'setUserPassword':
      return { name: 'setPassword', permission: 'users.password', to: `/users/${id}` };
    case 'listTokens':
      return { name: 'tokens', permission: 'directory.read', to: `/users/${more['userId'] ?? ''}` };
    case 'createUser':
      return { name: 'addUser', permission: 'users.write', to: `/users?${new URLSearchParams({ add: more['login'] ?? '', site: more['siteId'] ?? '' }).toString()}` };
    case 'issueBypassCodes':
      return { name: 'bypass', permission: 'tokens.bypass', to: `/users/${id}` };
    case 'listUsers':
      return { name: 'findUsers', permission: 'directory.read', to: `/users?${new URLSearchParams({ search: more['search'] ?? '' }).toString()}` };
    case 'listOnlineSessions':
      return { name: 'sessions', permission: 'sessions.read', to: more['userId'] === undefined ? '/sessions' : `/sessions?${new URLSearchParams({ userId: more['userId'] }).toString()}` };
    case 'listAddressPools':
      return { name: 'pools', permission: 'directory.read', to: '/address-pools' };
    case 'listRadiusProfiles':
      return { name: 'profile', permission: 'directory.read', to: more['search'] === undefined ? '/radius-profiles' : `/radius-profiles?${new URLSearchParams({ search: more['search'] }).toString()}` };
    case 'updatePolicy':
      return { name: 'policy', permission: 'policies.read', to: `/policies?site=${id}` };
    case 'setFirstFactor':
    case 'listBackEnds':
      return { name: 'backEnds', permission: 'policies.read', to: '/back-ends' };
    case 'clearNodeSecret':
      return { name: 'nodeSecret', permission: 'agent-hosts.write', to: `/agent-hosts/${id}` };
    case 'listDrops':
      return { name: 'drops', permission: 'drops.read', to: '/drops' };
    case 'readServiceHealth':
      return { name: 'health', permission: 'health.read', to: '/' };
    case 'testRadius':
      return { name: 'test', permission: 'radius.test', to: testAddress(more['agentHostId'] ?? '', more['login'] ?? '') };
    default:
      return undefined;
  }
}

function agentHostRemedy(id: string, more: Readonly<Record<string, string>>): Remedy {
  const permission = 'agent-hosts.write';
  const change = (body: { newPin?: true; nextTokencode?: true }) => (api: ApiClient) => api.call(updateAgentHost, { parameters: { id }, body });
  if (more['newPin'] === 'true') return { name: 'allowNewPin', permission, run: change({ newPin: true }) };
  if (more['nextTokencode'] === 'true') return { name: 'allowNextTokencode', permission, run: change({ nextTokencode: true }) };
  if (more['field'] === 'device') return { name: 'device', permission: 'directory.read', to: `/agent-hosts/${id}#device` };
  if (more['field'] === 'rules') return { name: 'editHost', permission, to: `/agent-hosts/${id}?edit=1` };
  return { name: 'compareSecrets', permission, to: `/agent-hosts/${id}?edit=1` };
}
