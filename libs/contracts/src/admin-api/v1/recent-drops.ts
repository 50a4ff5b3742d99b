import { z } from 'zod';
import { dropSchema } from '../../radius-gateway/v1/index.ts';
import { noParameters, noQuery } from './fields.ts';
import type { Operation } from './operation.ts';

const bilingual = z.strictObject({ en: z.string(), zh: z.string() });

/** A drop, what lies behind it, and what helps. */
export const explainedDropSchema = z.strictObject({
  ...dropSchema.shape,
  cause: bilingual,
  remedy: bilingual,
  action: z.enum(['add-agent-host', 'compare-secrets', 'allow-without-message-authenticator']).nullable(),
}).meta({ id: 'RecentDrop' });
export type ExplainedDrop = z.infer<typeof explainedDropSchema>;

export const listDrops = {
  id: 'listDrops', method: 'GET', path: '/radius/drops', permission: 'drops.read', summary: 'Packets that lately got no answer, with cause and remedy, from every gateway replica that answers in time',
  parameters: noParameters, query: noQuery, body: null,
  reply: z.strictObject({ replicas: z.array(z.strictObject({ replica: z.string(), drops: z.array(explainedDropSchema) })) }), status: 200,
} as const satisfies Operation;
