import { z } from 'zod';
import { timeZoneSchema } from '../../directory/access-times.ts';
import { permissionSchema } from '../permissions.ts';
import { givenScopeSchema, scopeSchema } from '../roles.ts';
import { doneSchema, idParameters, instantSchema, listQuery, nameSchema, noParameters, noQuery, pageOf, siteReferenceSchema, versionSchema } from './fields.ts';
import type { Operation } from './operation.ts';

export const siteSchema = z.strictObject({
  id: z.uuid(),
  parentId: z.uuid().nullable(),
  name: z.string(),
  /** In which access times are meant. */
  timeZone: z.string(),
  createdAt: z.iso.datetime(),
  version: z.int(),
}).meta({ id: 'Site' });
export type Site = z.infer<typeof siteSchema>;

export const listSites = {
  id: 'listSites', method: 'GET', path: '/sites', permission: 'directory.read', summary: 'Sites; with `site`, that site alone',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional(), name: nameSchema.optional(), parentId: z.uuid().optional() }),
  body: null, reply: pageOf(siteSchema), status: 200,
} as const satisfies Operation;
export const createSite = {
  id: 'createSite', method: 'POST', path: '/sites', permission: 'sites.write', summary: 'Makes a site; its time zone is that of the site above unless one is given',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({ name: nameSchema.refine((name) => !name.includes('/'), 'must not contain a slash'), parentId: z.uuid().nullable().default(null), timeZone: timeZoneSchema.optional() }),
  reply: siteSchema, status: 201,
} as const satisfies Operation;
export const getSite = {
  id: 'getSite', method: 'GET', path: '/sites/{id}', permission: 'directory.read', summary: 'One site',
  parameters: idParameters, query: noQuery, body: null, reply: siteSchema, status: 200,
} as const satisfies Operation;
export const updateSite = {
  id: 'updateSite', method: 'PATCH', path: '/sites/{id}', permission: 'sites.write', summary: 'Changes a site',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({ name: nameSchema.refine((name) => !name.includes('/'), 'must not contain a slash').optional(), timeZone: timeZoneSchema.optional(), version: versionSchema.optional() }),
  reply: siteSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteSite = {
  id: 'deleteSite', method: 'DELETE', path: '/sites/{id}', permission: 'sites.write', summary: 'Deletes a site that nothing belongs to',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;

export const groupSchema = z.strictObject({
  id: z.uuid(), siteId: z.uuid(), name: z.string(),
  /** Until then its users who have no usable token sign in with the passwords of the site's rule alone. */
  tokenGraceUntil: z.iso.datetime().nullable(),
  /** Of the group’s users; their own goes before it. */
  radiusProfileId: z.uuid().nullable(),
  version: z.int(),
}).meta({ id: 'Group' });
export type Group = z.infer<typeof groupSchema>;

export const listGroups = {
  id: 'listGroups', method: 'GET', path: '/groups', permission: 'directory.read', summary: 'Groups',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional(), name: nameSchema.optional() }),
  body: null, reply: pageOf(groupSchema), status: 200,
} as const satisfies Operation;
export const createGroup = {
  id: 'createGroup', method: 'POST', path: '/groups', permission: 'groups.write', summary: 'Makes a group',
  parameters: noParameters, query: noQuery, body: z.strictObject({ siteId: z.uuid(), name: nameSchema, radiusProfileId: z.uuid().nullable().optional() }), reply: groupSchema, status: 201,
} as const satisfies Operation;
export const getGroup = {
  id: 'getGroup', method: 'GET', path: '/groups/{id}', permission: 'directory.read', summary: 'One group',
  parameters: idParameters, query: noQuery, body: null, reply: groupSchema, status: 200,
} as const satisfies Operation;
export const updateGroup = {
  id: 'updateGroup', method: 'PATCH', path: '/groups/{id}', permission: 'groups.write', summary: 'Changes a group; a period of grace is for those of its users who have no token',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({ name: nameSchema, tokenGraceUntil: instantSchema.nullable(), radiusProfileId: z.uuid().nullable(), version: versionSchema }).partial(), reply: groupSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteGroup = {
  id: 'deleteGroup', method: 'DELETE', path: '/groups/{id}', permission: 'groups.write', summary: 'Deletes a group without users',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;

export const apiKeySchema = z.strictObject({
  id: z.uuid(), name: z.string(), createdAt: z.iso.datetime(), expiresAt: z.iso.datetime().nullable(), revokedAt: z.iso.datetime().nullable(),
  /** To the minute; null when it was never used. */
  lastUsedAt: z.iso.datetime().nullable().optional(),
  permissions: z.array(permissionSchema),
  scope: scopeSchema,
  /**
   * The administrator whose it is: it may do no more than that one may now, and nothing while that one may not sign in.
   * Null: the installation's, good until it expires or is revoked.
   */
  owner: z.strictObject({ id: z.uuid(), login: z.string(), active: z.boolean() }).nullable(),
  /** Who made it. */
  createdBy: z.string().nullable(),
}).meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKeySchema>;

export const listApiKeys = {
  id: 'listApiKeys', method: 'GET', path: '/api-keys', permission: 'api-keys.write', summary: 'API keys, revoked ones too; never the key itself',
  parameters: noParameters, query: listQuery({ name: nameSchema.optional() }), body: null, reply: pageOf(apiKeySchema), status: 200,
} as const satisfies Operation;
export const createApiKey = {
  id: 'createApiKey', method: 'POST', path: '/api-keys', permission: 'api-keys.write', summary: 'Makes an API key; `key` is shown this once. It may do what its maker may, or less',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({
    name: nameSchema, expiresAt: instantSchema.nullable().default(null),
    /** Of the maker's; all of them when it is not given. So with the scope. */
    permissions: z.array(permissionSchema).min(1).optional(),
    scope: givenScopeSchema.optional(),
    /** Not its maker's, so that it outlives the maker's account: only those who may do everything make such a key. */
    ofInstallation: z.boolean().default(false),
  }),
  reply: z.strictObject({ apiKey: apiKeySchema, key: z.string() }), status: 201,
} as const satisfies Operation;
export const revokeApiKey = {
  id: 'revokeApiKey', method: 'DELETE', path: '/api-keys/{id}', permission: 'api-keys.write', summary: 'Revokes an API key for good; its record stays',
  parameters: idParameters, query: noQuery, body: null, reply: apiKeySchema, status: 200,
} as const satisfies Operation;
