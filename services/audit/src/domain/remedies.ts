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
const allowOfToken = ofToken('updateToken', { allowNextTokencode: 'true' });
const enableToken = ofToken('updateToken', { enabled: 'true' });
const [editUser, password] = [ofUser('updateUser'), ofUser('setUserPassword')];
const compareSecrets = ofAgentHost('updateAgentHost', { field: 'secret' });
const allowNewPin = ofAgentHost('updateAgentHost', { newPin: 'true' });
const allowNextTokencode = ofAgentHost('updateAgentHost', { nextTokencode: 'true' });

const editHost = ofAgentHost('updateAgentHost', { field: 'rules' });
const setUpDevice = ofAgentHost('updateAgentHost', { field: 'device' });
const nodeSecret = ofAgentHost('clearNodeSecret');
const bypass = ofUser('issueBypassCodes');
const page = (operation: string): Remedy => () => ({ operation, parameters: {} });
const [drops, backEnds, pools, health] = [page('listDrops'), page('listBackEnds'), page('listAddressPools'), page('readServiceHealth')];
const ownSessions: Remedy = ({ user }) => (user?.id ? { operation: 'listOnlineSessions', parameters: { userId: user.id } } : undefined);
const everySession = page('listOnlineSessions');
const namesakes: Remedy = ({ user }) => (user ? { operation: 'listUsers', parameters: { search: user.login } } : undefined);
const sitePolicy: Remedy = ({ site }) => (site === null ? undefined : { operation: 'updatePolicy', parameters: { id: site } });
const siteFirstFactor: Remedy = ({ site }) => (site === null ? undefined : { operation: 'setFirstFactor', parameters: { id: site } });
/** The profile that the trace names: `check-attributes|PROFILE: ATTRIBUTE check|check-attributes-differ`. */
const profile: Remedy = ({ detail: { trace } }) => {
  const [, name] = /(?:^|;)check-attributes\|([^|;]*): [^|;:]*\|check-attributes-differ/u.exec(typeof trace === 'string' ? trace : '') ?? [];
  return { operation: 'listRadiusProfiles', parameters: name === undefined ? {} : { search: name } };
};

const byResult: Readonly<Partial<Record<ResultCode, readonly Remedy[]>>> = {
  'needs-synchronisation': [synchronise, allowNextTokencode, allowOfToken],
  'challenge-new-pin': [setPin],
  'challenge-next-tokencode': [normalMode, synchronise],
  'new-pin-refused': [setPin, sitePolicy],
  'next-tokencode-wrong': [synchronise],
  'new-pin-needed': [setPin, allowNewPin, editUser],
  'new-pin-impossible-over-chap': [setPin, setUpDevice],
  'next-tokencode-needed': [normalMode, allowNextTokencode, allowOfToken, editUser],
  'unregistered-user': [register],
  'ambiguous-user': [namesakes],
  'user-disabled': [ofUser('updateUser', { enabled: 'true' })],
  'account-not-started': [editUser],
  'account-expired': [editUser],
  'user-not-on-agent-host': [activate],
  'outside-access-time': [editUser, editHost],
  'too-many-sessions': [ownSessions, editUser],
  'check-attributes-differ': [profile, setUpDevice],
  'address-pool-exhausted': [pools, everySession],
  'wrong-password': [clearPin, setPin, password, synchronise, unlock],
  'wrong-tokencode': [synchronise, unlock],
  'replayed-code': [],
  'static-password-expired': [password],
  'static-password-must-change': [password],
  'static-password-impossible-over-chap': [setUpDevice],
  'first-factor-impossible-over-chap': [setUpDevice, siteFirstFactor],
  'stand-in-expired': [bypass],
  'stand-in-withdrawn': [tokens],
  'no-usable-token': [tokens],
  'token-expired': [tokens],
  'token-disabled': [enableToken],
  'token-lost': [tokens, bypass],
  'token-locked': [unlock],
  'throttled': [unlock],
  'too-many-guesses': [unlock],
  'challenge-expired': [],
  'state-store-unavailable': [health],
  'protocol-unsupported': [setUpDevice],
  'protocol-not-allowed': [setUpDevice, sitePolicy],
  'back-end-unreachable': [backEnds],
  'back-end-refused': [backEnds, siteFirstFactor],
  'unknown-agent-host': [drops],
  'address-mismatch': [editHost, drops],
  'node-secret-mismatch': [nodeSecret],
  'shared-secret-suspected': [compareSecrets],
  'packet-dropped': [drops],
  'message-authenticator-missing': [setUpDevice, drops],
};

/** What would help, the likeliest first; the local test is always worth a try after a refusal. */
export function actionsFor(event: AuditEvent, pattern: Pattern | undefined): AuditAction[] {
  const first = pattern?.kind === 'agent-host-refuses-everybody' ? [compareSecrets] : pattern?.kind === 'drift-grows' ? [synchronise]
    : pattern?.kind === 'retransmissions' ? [setUpDevice, editHost] : [];
  const remedies = byResult[event.result];
  const actions = [...first, ...remedies ?? [], ...(remedies === undefined ? [] : [test])].map((remedy) => remedy(event));
  return actions.filter((action) => action !== undefined);
}
