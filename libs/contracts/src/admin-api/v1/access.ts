/** Where users and groups may sign in, seen from their side. */
import { z } from 'zod';
import { idParameters, listQuery, pageOf } from './fields.ts';
import type { Operation } from './operation.ts';

/** What activates somebody on an agent host; the first that does. */
export const activatedBySchema = z.enum(['user', 'group', 'open-to-all', 'open-to-site', 'on-all-hosts', 'on-site-hosts']);
export type ActivatedBy = z.infer<typeof activatedBySchema>;

export const accessibleHostSchema = z.strictObject({
  id: z.uuid(),
  siteId: z.uuid(),
  name: z.string(),
  /** The main one. */
  address: z.string(),
  activatedBy: activatedBySchema,
}).meta({ id: 'AccessibleHost' });
export type AccessibleHost = z.infer<typeof accessibleHostSchema>;

export const listUserHosts = {
  id: 'listUserHosts', method: 'GET', path: '/users/{id}/agent-hosts', permission: 'directory.read',
  summary: 'Agent hosts on which the user is looked for and activated, and by what; account, dates and access times are another matter',
  parameters: idParameters, query: listQuery({}), body: null, reply: pageOf(accessibleHostSchema), status: 200,
} as const satisfies Operation;
export const listGroupHosts = {
  id: 'listGroupHosts', method: 'GET', path: '/groups/{id}/agent-hosts', permission: 'directory.read', summary: 'Agent hosts on which the group is activated',
  parameters: idParameters, query: listQuery({}), body: null, reply: pageOf(accessibleHostSchema), status: 200,
} as const satisfies Operation;
