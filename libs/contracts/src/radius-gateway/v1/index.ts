/** Messages that every radius-gateway replica answers, and the configuration that it watches, version 1. */
import { z } from 'zod';

export * from './exchange.ts';
export * from './drop-reasons.ts';

/** One line of the bounded "recent drops" list: packets that got no answer, by source and reason. */
export const dropSchema = z.strictObject({
  source: z.string().max(45),
  reason: z.string().max(64),
  count: z.int().min(1),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  agentHost: z.string().max(253).nullable(),
  agentHostId: z.uuid().nullable().optional(),
});
export type Drop = z.infer<typeof dropSchema>;

export const dropsContract = {
  subject: 'radius-gateway.v1.drops',
  request: z.strictObject({}),
  reply: z.strictObject({ replica: z.string(), drops: z.array(dropSchema) }),
} as const;

/** Whether an agent host's Access-Requests carry a Message-Authenticator, as one gateway saw it since its start. */
export const protectionSightingSchema = z.strictObject({
  agentHostId: z.uuid(),
  lastWithAt: z.iso.datetime().nullable(),
  lastWithoutAt: z.iso.datetime().nullable(),
});
export type ProtectionSighting = z.infer<typeof protectionSightingSchema>;

export const sightingsContract = {
  subject: 'radius-gateway.v1.sightings',
  request: z.strictObject({}),
  reply: z.strictObject({ replica: z.string(), sightings: z.array(protectionSightingSchema) }),
} as const;

/** Value of the `agent_hosts` bucket, keyed by the agent host's id. */
export const agentHostConfigSchema = z.strictObject({
  id: z.uuid(),
  name: z.string().max(253),
  /** Main address and secondary nodes, CIDR notation. */
  addresses: z.array(z.string().max(49)),
  /** The RADIUS secret, sealed (purpose `agent-secrets`, associated data {@link agentSecretAad}). */
  sealedSecret: z.string(),
  secretVersion: z.int().min(1),
  requireMessageAuthenticator: z.boolean(),
  limitProxyState: z.boolean(),
  version: z.int().min(1),
});
export type AgentHostConfig = z.infer<typeof agentHostConfigSchema>;

export const agentHostBucket = 'agent_hosts';
export const agentSecretAad = (agentHostId: string): string => `directory.agent_host:${agentHostId}:secret`;
