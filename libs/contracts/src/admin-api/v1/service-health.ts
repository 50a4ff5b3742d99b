import { z } from 'zod';
import { gatewayPortsSchema, outboxBacklogSchema, watchedServices } from '../../service-health/v1/index.ts';
import { noParameters, noQuery } from './fields.ts';
import type { Operation } from './operation.ts';

/** Everything that an installation is made of; closed. `nats` is not there where all services are one process. */
export const partNames = [...watchedServices, 'postgresql', 'nats', 'state-store'] as const;
export type PartName = (typeof partNames)[number];

/**
 * How a replica fares, or how a server looks from one: `not-ready` answers, and something that it cannot do without is
 * missing; `unknown`: nobody could be asked, or nobody has been yet.
 */
export const memberStateSchema = z.enum(['working', 'slow', 'not-ready', 'unreachable', 'unknown']);
export type MemberState = z.infer<typeof memberStateSchema>;
/** `partly`: some replicas work, or some reach the server, and others do not. */
export const partStateSchema = z.enum([...memberStateSchema.options, 'partly']);
export type PartState = z.infer<typeof partStateSchema>;

export const partHealthSchema = z.strictObject({
  part: z.enum(partNames),
  state: partStateSchema,
  /** When this server saw it change to that. */
  since: z.iso.datetime(),
  /** Replicas of a service; or, of a server, the replicas that need it and how it looks from there. */
  members: z.array(z.strictObject({
    name: z.string(), state: memberStateSchema, since: z.iso.datetime(),
    /** What does not answer it. */
    missing: z.array(z.string()),
    /** Milliseconds that the slowest of its checks took; null: it was not heard. */
    tookMs: z.int().min(0).nullable(),
    outbox: outboxBacklogSchema.nullable(),
    /** Of gateways that say it. */
    ports: gatewayPortsSchema.optional(),
  })),
}).meta({ id: 'PartHealth' });
export type PartHealth = z.infer<typeof partHealthSchema>;

export const readServiceHealth = {
  id: 'readServiceHealth', method: 'GET', path: '/service-health', permission: 'health.read',
  summary: 'How every part fares and since when: the replicas of each service with their backlog, PostgreSQL, NATS and the state store as the services see them. Asked of everybody every other second while somebody looks',
  parameters: noParameters, query: noQuery, body: null,
  reply: z.strictObject({ at: z.iso.datetime(), parts: z.array(partHealthSchema) }), status: 200,
} as const satisfies Operation;
