import { z } from 'zod';
import { onlineSessionSchema, sessionStateSchema } from '../../auth/v1/online-sessions.ts';
import { doneSchema, idParameters, listQuery, loginSchema, noParameters, noQuery, pageOf } from './fields.ts';
import type { Operation } from './operation.ts';

export type { OnlineSession } from '../../auth/v1/online-sessions.ts';

export const listOnlineSessions = {
  id: 'listOnlineSessions', method: 'GET', path: '/sessions', permission: 'sessions.read', summary: 'Online sessions, the latest first; `search` is a beginning of the login name',
  parameters: noParameters,
  query: listQuery({ userId: z.uuid().optional(), agentHostId: z.uuid().optional(), search: loginSchema.optional(), state: sessionStateSchema.optional() }),
  body: null, reply: pageOf(onlineSessionSchema), status: 200,
} as const satisfies Operation;
export const endOnlineSession = {
  id: 'endOnlineSession', method: 'DELETE', path: '/sessions/{id}', permission: 'sessions.end',
  summary: 'Ends a session here: its place and its address are free. The device is not asked; if it goes on reporting, the session is back',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200,
} as const satisfies Operation;
