import { type FactName, policyFieldNames, type Policy, type ResultCode } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';

/** What administration changes, by the type of object that the trail names. */
interface Objects {
  readonly site: adminApi.Site;
  readonly group: adminApi.Group;
  readonly user: adminApi.User;
  readonly 'static-password': adminApi.User;
  readonly token: adminApi.Token;
  readonly 'agent-host': adminApi.AgentHost;
  readonly 'radius-profile': adminApi.RadiusProfile;
  readonly 'address-pool': adminApi.AddressPool;
  readonly 'api-key': adminApi.ApiKey;
  readonly administrator: adminApi.Administrator;
  readonly job: adminApi.Job;
  readonly policy: Policy & { readonly id: string; readonly name: string; readonly siteId: string | null };
  readonly 'back-end': adminApi.BackEnd;
  readonly 'directory-sync': adminApi.DirectorySync;
  readonly 'first-factor': adminApi.FirstFactor & { readonly id: string };
  readonly settings: adminApi.Settings & { readonly id: string };
}
export type ObjectType = keyof Objects;
export type Scalar = string | number | boolean | null;
export type Facts = Readonly<Record<string, Scalar>>;

/** One change as the trail shows it; whoever stores it adds who, when and an id. */
export interface Change {
  /** Such as `token.assign`. */
  readonly action: string;
  readonly result: 'changed' | ResultCode;
  readonly object: { readonly type: ObjectType | 'token-import' | 'user-import'; readonly id: string; readonly label: string };
  readonly site: string | null;
  /** The account operated on. */
  readonly user: { readonly id: string; readonly login: string } | null;
  readonly agentHost: { readonly id: string; readonly name: string } | null;
  readonly before: Facts;
  readonly after: Facts;
}

interface Kind<Row> {
  /** The fields that the trail shows. What is not named here never reaches it, so a secret cannot slip in. */
  readonly shown: readonly (keyof Row & FactName)[];
  readonly label: (row: Row) => string;
  readonly site: (row: Row) => string | null;
}

const bySite = ({ siteId }: { readonly siteId: string }): string => siteId;
const passwordFields = ['passwordSet', 'passwordExpiresAt', 'passwordMustChange'] as const;

const kinds: { readonly [T in ObjectType]: Kind<Objects[T]> } = {
  site: { shown: ['name', 'parentId', 'timeZone'], label: ({ name }) => name, site: ({ id }) => id },
  group: { shown: ['name', 'siteId', 'tokenGraceUntil', 'radiusProfileId'], label: ({ name }) => name, site: bySite },
  user: {
    shown: [
      'login', 'siteId', 'groupId', 'displayName', 'mobile', 'email', 'enabled', 'startsAt', 'endsAt', ...passwordFields,
      'activeOnAllHosts', 'activeOnSiteHosts', 'openedAt', 'accessTimes', 'newPin', 'nextTokencode', 'sms', 'maximumSessions', 'identifier', 'radiusProfileId', 'tokens',
    ],
    label: ({ login }) => login, site: bySite,
  },
  'static-password': { shown: passwordFields, label: ({ login }) => login, site: bySite },
  token: {
    shown: [
      'serial', 'siteId', 'kind', 'algorithm', 'hash', 'digits', 'period', 'uses', 'suite', 'startsAt', 'endsAt', 'enabled', 'lost', 'oneTime', 'usePin',
      'allowNextTokencode', 'sms', 'manufacturer', 'model',
    ],
    label: ({ serial }) => serial, site: bySite,
  },
  'agent-host': {
    shown: [
      'name', 'siteId', 'addresses', 'secretVersion', 'requireMessageAuthenticator', 'limitProxyState', 'newPin', 'nextTokencode', 'openToAll',
      'openToSite', 'loginForm', 'nasProfile', 'failoverGraceSeconds', 'sms', 'limitSessions', 'accessTimes', 'messageAuthenticatorLocked', 'nodeSecretAt', 'radiusProfileId',
    ],
    label: ({ name }) => name, site: bySite,
  },
  'radius-profile': { shown: ['name', 'siteId', 'description', 'checkAttributes', 'replyAttributes', 'poolId'], label: ({ name }) => name, site: bySite },
  'address-pool': { shown: ['name', 'siteId', 'description', 'ranges', 'leaseMinutes'], label: ({ name }) => name, site: bySite },
  'api-key': { shown: ['name', 'expiresAt', 'revokedAt', 'permissions', 'scope', 'owner'], label: ({ name }) => name, site: () => null },
  'back-end': {
    shown: ['name', 'siteId', 'enabled', 'servers', 'security', 'ca', 'serverTimeoutMs', 'lookup', 'bindPasswordSet'], label: ({ name }) => name, site: bySite,
  },
  'directory-sync': { shown: ['name', 'siteId', 'backEndId', 'baseDn', 'filter', 'attributes', 'makeGroups', 'missing', 'schedule'], label: ({ name }) => name, site: bySite },
  'first-factor': {
    shown: ['siteId', 'backEndId', 'staticPassword', 'passcode', 'order', 'withoutToken'], label: () => 'first factor', site: bySite,
  },
  administrator: { shown: ['login', 'role', 'scope', 'passwordSet', 'mustChangePassword'], label: ({ login }) => login, site: bySite },
  job: { shown: ['kind', 'state', 'cancelling', 'siteId', 'label', 'dryRun'], label: ({ label, kind }) => label || kind, site: ({ siteId }) => siteId },
  policy: { shown: policyFieldNames, label: ({ name }) => name, site: ({ siteId }) => siteId },
  settings: { shown: adminApi.settingNames, label: () => 'settings', site: () => null },
};

/** Facts beside the object's own fields, and the account that a change of another object was about. */
interface Beside {
  readonly user?: { readonly id: string; readonly login: string };
  readonly was?: Facts;
  readonly is?: Facts;
}

/** The object is new. */
export const made = <T extends ObjectType>(type: T, verb: string, after: Objects[T]): Change => describe(type, verb, after, { after }, {});

/** The object is gone. */
export const deleted = <T extends ObjectType>(type: T, before: Objects[T], beside: Beside = {}): Change => describe(type, 'delete', before, { before }, beside);

/** The object was so and is so now; the trail shows each field that differs. */
export const changed = <T extends ObjectType>(type: T, verb: string, states: { readonly before: Objects[T]; readonly after: Objects[T] }, beside: Beside = {}): Change =>
  describe(type, verb, states.after, states, beside);

function describe<T extends ObjectType>(type: T, verb: string, row: Objects[T], { before, after }: { before?: Objects[T]; after?: Objects[T] }, beside: Beside): Change {
  const kind: Kind<Objects[T]> = kinds[type];
  const [was, is] = [before && shownOf(kind, before), after && shownOf(kind, after)];
  return {
    action: `${type}.${verb}`,
    result: 'changed',
    object: { type, id: row.id, label: kind.label(row) },
    site: kind.site(row),
    user: beside.user ?? ('login' in row ? { id: row.id, login: row.login } : null),
    agentHost: 'addresses' in row ? { id: row.id, name: row.name } : null,
    before: { ...without(was, is), ...beside.was },
    after: { ...without(is, was), ...beside.is },
  };
}

function shownOf<Row extends object>(kind: Kind<Row>, row: Row): Facts {
  return Object.fromEntries(kind.shown.map((field) => [field, scalar(row[field])]));
}

/** The facts that the other side has not, or has otherwise. */
function without(facts: Facts = {}, other: Facts = {}): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([name, value]) => other[name] !== value));
}

function scalar(value: unknown): Scalar {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : JSON.stringify(value);
}
