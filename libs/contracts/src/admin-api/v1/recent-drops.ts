import { z } from 'zod';
import { dropSchema } from '../../radius-gateway/v1/index.ts';
import { noParameters, noQuery } from './fields.ts';
import type { Operation } from './operation.ts';

export const listDrops = {
  id: 'listDrops', method: 'GET', path: '/radius/drops', permission: 'drops.read', summary: 'Packets that lately got no answer, from every gateway replica that answers in time',
  parameters: noParameters, query: noQuery, body: null,
  reply: z.strictObject({ replicas: z.array(z.strictObject({ replica: z.string(), drops: z.array(dropSchema) })) }), status: 200,
} as const satisfies Operation;
