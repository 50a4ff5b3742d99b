/** How every replica of every service says how it fares, version 1. */
import { z } from 'zod';

/** Services whose replicas answer; closed. */
export const watchedServices = ['radius-gateway', 'auth', 'token-admin', 'audit'] as const;
export type WatchedService = (typeof watchedServices)[number];

export const healthCheckSchema = z.strictObject({
  /** "database", "nats", "state-store", … */
  name: z.string().max(64),
  outcome: z.enum(['up', 'down', 'timeout']),
  tookMs: z.int().min(0),
});
export type HealthCheckResult = z.infer<typeof healthCheckSchema>;

/** What was committed and has not reached the stream yet. */
export const outboxBacklogSchema = z.strictObject({
  /** Each holds the events of one transaction. Counted up to {@link OUTBOX_COUNTED}. */
  messages: z.int().min(0),
  oldestMs: z.int().min(0),
});
export type OutboxBacklog = z.infer<typeof outboxBacklogSchema>;

/** Most messages of an outbox that are counted. */
export const OUTBOX_COUNTED = 10_000;

const portSchema = z.int().min(1).max(65_535);

/** UDP ports that a gateway listens on; what stands before it may show others. */
export const gatewayPortsSchema = z.strictObject({ authentication: portSchema, accounting: portSchema }).meta({ id: 'GatewayPorts' });
export type GatewayPorts = z.infer<typeof gatewayPortsSchema>;

export const replicaHealthSchema = z.strictObject({
  replica: z.string().max(64),
  /** Everything that it cannot do without answers it. */
  ready: z.boolean(),
  checks: z.array(healthCheckSchema).max(32),
  /** Null: it has no outbox, or the database could not be asked. */
  outbox: outboxBacklogSchema.nullable(),
  /** Of gateways. */
  ports: gatewayPortsSchema.optional(),
});
export type ReplicaHealth = z.infer<typeof replicaHealthSchema>;

const contractOf = <const Service extends WatchedService>(service: Service) => ({
  subject: `${service}.v1.health`, request: z.strictObject({}), reply: replicaHealthSchema,
} as const);

/** Asked of each replica of a service. */
export const healthContracts = {
  'radius-gateway': contractOf('radius-gateway'), auth: contractOf('auth'), 'token-admin': contractOf('token-admin'), audit: contractOf('audit'),
} as const satisfies Record<WatchedService, unknown>;
