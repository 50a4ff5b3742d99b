/** How agent hosts fare with Message-Authenticator (CVE-2024-3596), and what the gateways warn about. */
import { z } from 'zod';
import { agentHostSchema, agentHostWarningSchema } from './agent-hosts.ts';
import { flagQuerySchema, idParameters, listQuery, noParameters, noQuery, pageOf, siteReferenceSchema } from './fields.ts';
import type { Operation } from './operation.ts';

export const protectionStateSchema = z.enum([
  /** Packets without one get no answer. */
  'required',
  /** It sends one, and for a day nothing came without: it can be required. */
  'ready',
  /** The last packet had one, but within a day some had none. */
  'changing',
  /** The last packet had none. */
  'missing',
  /** Nothing came. */
  'unseen',
]);
export type ProtectionState = z.infer<typeof protectionStateSchema>;

export const agentHostProtectionSchema = z.strictObject({
  id: z.uuid(),
  siteId: z.uuid(),
  name: z.string(),
  requireMessageAuthenticator: z.boolean(),
  messageAuthenticatorLocked: z.boolean(),
  /** The last Access-Request of this host with a Message-Authenticator, and the last without; to half a minute. */
  lastWithAt: z.iso.datetime().nullable(),
  lastWithoutAt: z.iso.datetime().nullable(),
  state: protectionStateSchema,
  version: z.int(),
}).meta({ id: 'AgentHostProtection' });
export type AgentHostProtection = z.infer<typeof agentHostProtectionSchema>;

export const listProtection = {
  id: 'listProtection', method: 'GET', path: '/agent-host-protection', permission: 'directory.read', summary: 'How each agent host fares with Message-Authenticator',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional(), required: flagQuerySchema.optional() }),
  body: null, reply: pageOf(agentHostProtectionSchema), status: 200,
} as const satisfies Operation;
export const requireMessageAuthenticator = {
  id: 'requireMessageAuthenticator', method: 'POST', path: '/agent-hosts/{id}/require-message-authenticator', permission: 'agent-hosts.write',
  summary: 'Requires Message-Authenticator of an agent host that was seen to send it. One way: only with a new shared secret, for another device, can it be switched off',
  parameters: idParameters, query: noQuery, body: null, reply: agentHostSchema, status: 200, versioned: true,
} as const satisfies Operation;

export const listWarnings = {
  id: 'listWarnings', method: 'GET', path: '/agent-host-warnings', permission: 'drops.read', summary: 'What is probably wrong between agent hosts and gateways, the latest first',
  parameters: noParameters, query: noQuery, body: null,
  reply: z.strictObject({ items: z.array(z.strictObject({ agentHostId: z.uuid(), agentHost: z.string(), ...agentHostWarningSchema.shape })) }), status: 200,
} as const satisfies Operation;
