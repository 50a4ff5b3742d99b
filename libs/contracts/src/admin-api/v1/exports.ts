import { z } from 'zod';
import { listAgentHosts } from './agent-hosts.ts';
import { noParameters } from './fields.ts';
import type { Operation } from './operation.ts';
import { listTokens } from './tokens.ts';
import { listUsers } from './users.ts';

/** Names of the columns, and yes and no. A file of users can be imported again in either. */
const languageSchema = z.enum(['en', 'zh']).default('en');
const paging = { cursor: true, limit: true } as const;

export const exportUsers = {
  id: 'exportUsers', method: 'GET', path: '/users/export', permission: listUsers.permission, summary: 'The users that the filters of the list leave, as CSV, however many they are',
  parameters: noParameters, query: listUsers.query.omit(paging).extend({ language: languageSchema }), body: null, reply: z.string(), streams: ['text/csv'], status: 200,
} as const satisfies Operation;
export const exportTokens = {
  id: 'exportTokens', method: 'GET', path: '/tokens/export', permission: listTokens.permission, summary: 'The tokens that the filters of the list leave, as CSV, however many they are; no seed',
  parameters: noParameters, query: listTokens.query.omit(paging).extend({ language: languageSchema }), body: null, reply: z.string(), streams: ['text/csv'], status: 200,
} as const satisfies Operation;
export const exportAgentHosts = {
  id: 'exportAgentHosts', method: 'GET', path: '/agent-hosts/export', permission: listAgentHosts.permission, summary: 'The agent hosts that the filters of the list leave, as CSV; no secret',
  parameters: noParameters, query: listAgentHosts.query.omit(paging).extend({ language: languageSchema }), body: null, reply: z.string(), streams: ['text/csv'], status: 200,
} as const satisfies Operation;
