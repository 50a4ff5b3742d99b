import type { AuditAction, AuditEvent, ResultCode } from '@countersign/contracts';
import type { Pattern } from './patterns.ts';

/** What an administrator can do, as an operation of the admin API; undefined where the event does not say with what. */
type Remedy = (event: AuditEvent) => AuditAction | undefined;

const ofToken = (operation: string, more: Readonly<Record<string, string>> = {}): Remedy => ({ object }) =>
  (object?.type === 'token' && object.id !== null ? { operation, parameters: { id: object.id, ...more } } : undefined);
const ofUser = (operation: string, more: Readonly<Record<string, string>> = {}): Remedy => ({ user }) =>
  (user?.id ? { operation, parameters: { id: user.id, ...more } } : undefined);
const ofAgentHost = (operation: string, more: Readonly<Record<string, string>> = {}): Remedy => ({ agentHost }) =>
  (agentHost ? { operation, parameters: { id: agentHost.id, ...more } } : undefined);

const activate: Remedy = ({ agentHost, user }) =>
  (agentHost && user?.id ? { operation: 'addActivation', parameters: { id: agentHost.id, userId: user.id } } : undefined);
const register: Remedy = ({ user, site }) =>
  (user ? { operation: 'createUser', parameters: { login: user.login, ...(site === null ? {} : { siteId: site }) } } : undefined);
const test: Remedy = ({ user, agentHost }) =>
  (user && agentHost ? { operation: 'testRadius', parameters: { agentHostId: agentHost.id, login: user.login } } : undefined);
const tokens: Remedy = ({ user }) => (user?.id ? { operation: 'listTokens', parameters: { userId: user.id } } : undefined);

const [synchronise, clearPin, setPin, unlock] = [ofToken('synchroniseToken'), ofToken('clearTokenPin'), ofToken('setTokenPin'), ofUser('unlockUser')];
const normalMode = ofToken('setTokenMode', { mode: 'normal' });
const enableToken = ofToken('updateToken', { enabled: 'true' });
const [editUser, password] = [ofUser('updateUser'), ofUser('setUserPassword')];
const compareSecrets = ofAgentHost('updateAgentHost', { field: 'secret' });
const allowNewPin = ofAgentHost('updateAgentHost', { newPin: 'true' });
const allowNextTokencode = ofAgentHost('updateAgentHost', { nextTokencode: 'true' });

const byResult: Readonly<Partial<Record<ResultCode, readonly Remedy[]>>> = {
  'needs-synchronisation': [synchronise, allowNextTokencode],
  'challenge-new-pin': [setPin],
  'challenge-next-tokencode': [normalMode, synchronise],
  'new-pin-refused': [setPin],
  'next-tokencode-wrong': [synchronise],
  'new-pin-needed': [setPin, allowNewPin],
  'new-pin-impossible-over-chap': [setPin],
  'next-tokencode-needed': [normalMode, allowNextTokencode],
  'unregistered-user': [register],
  'user-disabled': [ofUser('updateUser', { enabled: 'true' })],
  'account-not-started': [editUser],
  'account-expired': [editUser],
  'user-not-on-agent-host': [activate],
  'outside-access-time': [editUser],
  'too-many-sessions': [editUser],
  'wrong-password': [clearPin, setPin, password, synchronise, unlock],
  'wrong-tokencode': [synchronise, unlock],
  'static-password-expired': [password],
  'static-password-must-change': [password],
  'no-usable-token': [tokens],
  'token-expired': [tokens],
  'token-disabled': [enableToken],
  'token-lost': [tokens],
  'token-locked': [unlock],
  'throttled': [unlock],
  'too-many-guesses': [unlock],
  'shared-secret-suspected': [compareSecrets],
};

/** What would help, the likeliest first; the local test is always worth a try after a refusal. */
export function actionsFor(event: AuditEvent, pattern: Pattern | undefined): AuditAction[] {
  const first = pattern?.kind === 'agent-host-refuses-everybody' ? [compareSecrets] : pattern?.kind === 'drift-grows' ? [synchronise] : [];
  const remedies = byResult[event.result] ?? [];
  const actions = [...first, ...remedies, ...(remedies.length > 0 ? [test] : [])].map((remedy) => remedy(event));
  return actions.filter((action) => action !== undefined);
}
