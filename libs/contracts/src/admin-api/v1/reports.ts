import { z } from 'zod';
import { REPORT_ROWS, refusedReportContract, resultsReportContract, signInsReportContract } from '../../audit/v1/index.ts';
import { noParameters } from './fields.ts';
import type { Operation } from './operation.ts';

const span = { from: z.iso.datetime(), to: z.iso.datetime(), site: z.uuid().optional() };
const overTime = { bucket: z.enum(['minute', 'hour', 'day', 'week', 'month']).default('day'), timeZone: z.string().max(64).default('UTC') };
const ranking = { limit: z.coerce.number().int().min(1).max(REPORT_ROWS).default(20) };

export const reportSignIns = {
  id: 'reportSignIns', method: 'GET', path: '/reports/sign-ins', permission: 'reports.read', summary: 'Sign-ins over time',
  parameters: noParameters, query: z.strictObject({ ...span, ...overTime }), body: null, reply: signInsReportContract.reply, status: 200,
} as const satisfies Operation;

export const reportResults = {
  id: 'reportResults', method: 'GET', path: '/reports/results', permission: 'reports.read', summary: 'Sign-ins by cause, the most frequent first',
  parameters: noParameters, query: z.strictObject(span), body: null, reply: resultsReportContract.reply, status: 200,
} as const satisfies Operation;

export const reportRefusedUsers = {
  id: 'reportRefusedUsers', method: 'GET', path: '/reports/refused-users', permission: 'reports.read', summary: 'Users that are refused most',
  parameters: noParameters, query: z.strictObject({ ...span, ...ranking }), body: null, reply: refusedReportContract.reply, status: 200,
} as const satisfies Operation;

export const reportRefusedAgentHosts = {
  id: 'reportRefusedAgentHosts', method: 'GET', path: '/reports/refused-agent-hosts', permission: 'reports.read', summary: 'Agent hosts that refuse most',
  parameters: noParameters, query: z.strictObject({ ...span, ...ranking }), body: null, reply: refusedReportContract.reply, status: 200,
} as const satisfies Operation;

export const reportNameSchema = z.enum(['sign-ins', 'results', 'refused-users', 'refused-agent-hosts']);

export const downloadReport = {
  id: 'downloadReport', method: 'GET', path: '/reports/{name}/csv', permission: 'reports.read', summary: 'A report as CSV; what it does not need is left unread',
  parameters: z.strictObject({ name: reportNameSchema }), query: z.strictObject({ ...span, ...overTime, ...ranking }),
  body: null, reply: z.string(), streams: ['text/csv'], status: 200,
} as const satisfies Operation;
