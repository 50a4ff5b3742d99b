import {
  addActivation, clearTokenPin, type explainAuditEvent, type Permission, setTokenMode, unlockUser, updateAgentHost, updateToken, updateUser,
} from '@countersign/contracts/admin-api';
import type { ApiClient, Reply } from '../../api/client.ts';
import type { Messages } from '../../i18n/index.ts';

type Action = Reply<typeof explainAuditEvent>['actions'][number];

/** A way to mend what a line of the log tells of: done at once, or on the page where it is done. */
export type Remedy = { readonly name: keyof Messages['log']['remedies']; readonly permission: Permission }
  & ({ readonly to: string } | { readonly run: (api: ApiClient) => Promise<unknown> });

/** What the console makes of an operation that would help; undefined for one that it does not know. */
export function remedyOf({ operation, parameters: { id = '', ...more } }: Action): Remedy | undefined {
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
      return { name: 'enableToken', permission: 'tokens.write', run: (api) => api.call(updateToken, { parameters, body: { enabled: true } }) };
    case 'updateUser':
      return more['enabled'] === 'true'
        ? { name: 'enableUser', permission: 'users.write', run: (api) => api.call(updateUser, { parameters, body: { enabled: true } }) }
        : { name: 'editUser', permission: 'users.write', to: `/users/${id}` };
    case 'updateAgentHost':
      return agentHostRemedy(id, more);
    case 'synchroniseToken':
      return { name: 'synchronise', permission: 'tokens.sync', to: `/tokens/${id}?tab=sync` };
    case 'setTokenPin':
      return { name: 'setPin', permission: 'tokens.pin', to: `/tokens/${id}?tab=pin` };
    case 'setUserPassword':
      return { name: 'setPassword', permission: 'users.password', to: `/users/${id}` };
    case 'listTokens':
      return { name: 'tokens', permission: 'directory.read', to: `/users/${more['userId'] ?? ''}` };
    case 'createUser':
      return { name: 'addUser', permission: 'users.write', to: `/users?${new URLSearchParams({ add: more['login'] ?? '', site: more['siteId'] ?? '' }).toString()}` };
    case 'testRadius':
      return { name: 'test', permission: 'radius.test', to: `/test?${new URLSearchParams({ host: more['agentHostId'] ?? '', login: more['login'] ?? '' }).toString()}` };
    default:
      return undefined;
  }
}

function agentHostRemedy(id: string, more: Readonly<Record<string, string>>): Remedy {
  const permission = 'agent-hosts.write';
  const change = (body: { newPin?: true; nextTokencode?: true }) => (api: ApiClient) => api.call(updateAgentHost, { parameters: { id }, body });
  if (more['newPin'] === 'true') return { name: 'allowNewPin', permission, run: change({ newPin: true }) };
  if (more['nextTokencode'] === 'true') return { name: 'allowNextTokencode', permission, run: change({ nextTokencode: true }) };
  return { name: 'compareSecrets', permission, to: `/agent-hosts/${id}` };
}
