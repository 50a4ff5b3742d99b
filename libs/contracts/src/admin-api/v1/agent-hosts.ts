import { z } from 'zod';
import { accessTimesSchema } from '../../directory/access-times.ts';
import { nasProfileNames } from '../../directory/nas-profiles.ts';
import { doneSchema, idParameters, lineSchema, listQuery, loginSchema, nameSchema, noParameters, noQuery, pageOf, siteReferenceSchema, versionSchema, smsSchema } from './fields.ts';
import type { Operation } from './operation.ts';

/** Address or CIDR range; a host's main address, or that of a secondary node. */
export const agentHostAddressSchema = z.strictObject({
  address: z.string().min(1).max(49),
  name: nameSchema.nullable().default(null),
});

/** Somebody who saw a code and can send from the host may use it again for so long. */
export const LONGEST_FAILOVER_GRACE_SECONDS = 30;

const flags = {
  requireMessageAuthenticator: z.boolean(),
  limitProxyState: z.boolean(),
  newPin: z.boolean(),
  nextTokencode: z.boolean(),
  openToAll: z.boolean(),
  openToSite: z.boolean(),
  loginForm: z.enum(['as-is', 'strip-domain', 'strip-realm', 'strip-both']),
  nasProfile: z.enum(nasProfileNames),
  failoverGraceSeconds: z.int().min(0).max(LONGEST_FAILOVER_GRACE_SECONDS),
  sms: smsSchema,
  /** Whether the users' limit of online sessions is kept here. */
  limitSessions: z.boolean(),
  /** In the time zone of the host's site; null: always. */
  accessTimes: accessTimesSchema,
  /** Of everybody who signs in here; more particular profiles go before it. */
  radiusProfileId: z.uuid().nullable(),
};

export const agentHostSchema = z.strictObject({
  id: z.uuid(),
  siteId: z.uuid(),
  name: z.string(),
  /** The main address first. */
  addresses: z.array(z.strictObject({ address: z.string(), name: z.string().nullable() })),
  secretVersion: z.int(),
  ...flags,
  /** Message-Authenticator was seen and is required for good: it can be switched off with a new secret only. */
  messageAuthenticatorLocked: z.boolean(),
  /** When the node secret was made; null: there is none. */
  nodeSecretAt: z.iso.datetime().nullable(),
  version: z.int(),
}).meta({ id: 'AgentHost' });
export type AgentHost = z.infer<typeof agentHostSchema>;

// RFC 2865 section 3 sets no length; 16 octets and more are what its authors ask for, and shorter ones exist.
const secretSchema = lineSchema(128).min(1);
const addressesSchema = z.array(agentHostAddressSchema).min(1).max(64);

export const listAgentHosts = {
  id: 'listAgentHosts', method: 'GET', path: '/agent-hosts', permission: 'directory.read', summary: 'Agent hosts by name; `search` is a part of the name, upper and lower case being the same, or the beginning of an address',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional(), name: nameSchema.optional(), search: nameSchema.optional() }),
  body: null, reply: pageOf(agentHostSchema), status: 200,
} as const satisfies Operation;
export const createAgentHost = {
  id: 'createAgentHost', method: 'POST', path: '/agent-hosts', permission: 'agent-hosts.write', summary: 'Adds an agent host; the secret is never shown again',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({ siteId: z.uuid(), name: nameSchema, addresses: addressesSchema, secret: secretSchema }).extend(z.strictObject(flags).partial().shape),
  reply: agentHostSchema, status: 201,
} as const satisfies Operation;
export const getAgentHost = {
  id: 'getAgentHost', method: 'GET', path: '/agent-hosts/{id}', permission: 'directory.read', summary: 'One agent host',
  parameters: idParameters, query: noQuery, body: null, reply: agentHostSchema, status: 200,
} as const satisfies Operation;
export const updateAgentHost = {
  id: 'updateAgentHost', method: 'PATCH', path: '/agent-hosts/{id}', permission: 'agent-hosts.write', summary: 'Changes an agent host; `addresses` replaces all of them',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({ name: nameSchema, addresses: addressesSchema, secret: secretSchema, version: versionSchema, ...flags }).partial(),
  reply: agentHostSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteAgentHost = {
  id: 'deleteAgentHost', method: 'DELETE', path: '/agent-hosts/{id}', permission: 'agent-hosts.write', summary: 'Deletes an agent host',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;

export const generateNodeSecret = {
  id: 'generateNodeSecret', method: 'POST', path: '/agent-hosts/{id}/node-secret', permission: 'agent-hosts.write',
  summary: 'Makes the key of the HTTP agent protocol, in place of the one before; it is shown this once',
  parameters: idParameters, query: noQuery, body: null, reply: z.strictObject({ agentHost: agentHostSchema, nodeSecret: z.string() }), status: 200, versioned: true,
} as const satisfies Operation;
export const clearNodeSecret = {
  id: 'clearNodeSecret', method: 'DELETE', path: '/agent-hosts/{id}/node-secret', permission: 'agent-hosts.write', summary: 'Clears the node secret: the agent gets a new one at its next call',
  parameters: idParameters, query: noQuery, body: null, reply: agentHostSchema, status: 200, versioned: true,
} as const satisfies Operation;

/** What the gateways lately met in packets of this agent host that an administrator should look at. */
export const agentHostWarningSchema = z.strictObject({
  result: z.enum(['shared-secret-suspected', 'message-authenticator-missing']),
  /** Why packets were dropped, as recent drops name it, the latest first. */
  reasons: z.array(z.string()).min(1),
  /** Packets since the gateways remember, over all replicas. */
  count: z.int().min(1),
  lastSeenAt: z.iso.datetime(),
}).meta({ id: 'AgentHostWarning' });
export type AgentHostWarning = z.infer<typeof agentHostWarningSchema>;

export const listAgentHostWarnings = {
  id: 'listAgentHostWarnings', method: 'GET', path: '/agent-hosts/{id}/warnings', permission: 'drops.read', summary: 'What is probably wrong between this agent host and the gateways',
  parameters: idParameters, query: noQuery, body: null, reply: z.strictObject({ warnings: z.array(agentHostWarningSchema) }), status: 200,
} as const satisfies Operation;

const activationSchema = z.union([z.strictObject({ userId: z.uuid() }), z.strictObject({ groupId: z.uuid() })]);
/** What is so on this agent host alone: another login name, and a RADIUS profile that goes before all others. */
const personalSchema = z.strictObject({ alias: loginSchema.nullable(), radiusProfileId: z.uuid().nullable() });
const activationsSchema = z.strictObject({
  userIds: z.array(z.uuid()), groupIds: z.array(z.uuid()),
  /** Those of the users who have an alias or a profile here. */
  personal: z.array(z.strictObject({ userId: z.uuid(), ...personalSchema.shape })),
});
export type Activation = z.infer<typeof activationSchema>;
export type PersonalActivation = z.infer<typeof personalSchema>;

export const listActivations = {
  id: 'listActivations', method: 'GET', path: '/agent-hosts/{id}/activations', permission: 'directory.read', summary: 'Who is activated here directly (the first 1000 of each kind)',
  parameters: idParameters, query: noQuery, body: null, reply: activationsSchema, status: 200,
} as const satisfies Operation;
export const addActivation = {
  id: 'addActivation', method: 'POST', path: '/agent-hosts/{id}/activations', permission: 'agent-hosts.write', summary: 'Activates a user or a group; once more changes a user’s alias and profile, and does no harm otherwise',
  parameters: idParameters, query: noQuery, body: z.union([z.strictObject({ userId: z.uuid(), ...personalSchema.partial().shape }), z.strictObject({ groupId: z.uuid() })]), reply: doneSchema, status: 200,
} as const satisfies Operation;
export const removeActivation = {
  id: 'removeActivation', method: 'DELETE', path: '/agent-hosts/{id}/activations', permission: 'agent-hosts.write', summary: 'Ends an activation',
  parameters: idParameters, query: noQuery, body: activationSchema, reply: doneSchema, status: 200,
} as const satisfies Operation;
