import { z } from 'zod';
import { doneSchema, idParameters, instantSchema, listQuery, nameSchema, noParameters, noQuery, pageOf, siteReferenceSchema, versionSchema } from './fields.ts';
import type { Operation } from './operation.ts';

export const siteSchema = z.strictObject({
  id: z.uuid(),
  parentId: z.uuid().nullable(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  version: z.int(),
}).meta({ id: 'Site' });
export type Site = z.infer<typeof siteSchema>;

export const listSites = {
  id: 'listSites', method: 'GET', path: '/sites', summary: 'Sites; with `site`, that site alone',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional(), name: nameSchema.optional(), parentId: z.uuid().optional() }),
  body: null, reply: pageOf(siteSchema), status: 200,
} as const satisfies Operation;
export const createSite = {
  id: 'createSite', method: 'POST', path: '/sites', summary: 'Makes a site',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({ name: nameSchema.refine((name) => !name.includes('/'), 'must not contain a slash'), parentId: z.uuid().nullable().default(null) }),
  reply: siteSchema, status: 201,
} as const satisfies Operation;
export const getSite = {
  id: 'getSite', method: 'GET', path: '/sites/{id}', summary: 'One site',
  parameters: idParameters, query: noQuery, body: null, reply: siteSchema, status: 200,
} as const satisfies Operation;
export const updateSite = {
  id: 'updateSite', method: 'PATCH', path: '/sites/{id}', summary: 'Renames a site',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({ name: nameSchema.refine((name) => !name.includes('/'), 'must not contain a slash').optional(), version: versionSchema.optional() }),
  reply: siteSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteSite = {
  id: 'deleteSite', method: 'DELETE', path: '/sites/{id}', summary: 'Deletes a site that nothing belongs to',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;

export const groupSchema = z.strictObject({ id: z.uuid(), siteId: z.uuid(), name: z.string(), version: z.int() }).meta({ id: 'Group' });
export type Group = z.infer<typeof groupSchema>;

export const listGroups = {
  id: 'listGroups', method: 'GET', path: '/groups', summary: 'Groups',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional(), name: nameSchema.optional() }),
  body: null, reply: pageOf(groupSchema), status: 200,
} as const satisfies Operation;
export const createGroup = {
  id: 'createGroup', method: 'POST', path: '/groups', summary: 'Makes a group',
  parameters: noParameters, query: noQuery, body: z.strictObject({ siteId: z.uuid(), name: nameSchema }), reply: groupSchema, status: 201,
} as const satisfies Operation;
export const getGroup = {
  id: 'getGroup', method: 'GET', path: '/groups/{id}', summary: 'One group',
  parameters: idParameters, query: noQuery, body: null, reply: groupSchema, status: 200,
} as const satisfies Operation;
export const updateGroup = {
  id: 'updateGroup', method: 'PATCH', path: '/groups/{id}', summary: 'Renames a group',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({ name: nameSchema.optional(), version: versionSchema.optional() }), reply: groupSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteGroup = {
  id: 'deleteGroup', method: 'DELETE', path: '/groups/{id}', summary: 'Deletes a group without users',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;

export const apiKeySchema = z.strictObject({
  id: z.uuid(), name: z.string(), createdAt: z.iso.datetime(), expiresAt: z.iso.datetime().nullable(), revokedAt: z.iso.datetime().nullable(),
  /** To the minute; null when it was never used. */
  lastUsedAt: z.iso.datetime().nullable().optional(),
}).meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKeySchema>;

export const listApiKeys = {
  id: 'listApiKeys', method: 'GET', path: '/api-keys', summary: 'API keys, revoked ones too; never the key itself',
  parameters: noParameters, query: listQuery({ name: nameSchema.optional() }), body: null, reply: pageOf(apiKeySchema), status: 200,
} as const satisfies Operation;
export const createApiKey = {
  id: 'createApiKey', method: 'POST', path: '/api-keys', summary: 'Makes an API key; `key` is shown this once',
  parameters: noParameters, query: noQuery, body: z.strictObject({ name: nameSchema, expiresAt: instantSchema.nullable().default(null) }),
  reply: z.strictObject({ apiKey: apiKeySchema, key: z.string() }), status: 201,
} as const satisfies Operation;
export const revokeApiKey = {
  id: 'revokeApiKey', method: 'DELETE', path: '/api-keys/{id}', summary: 'Revokes an API key for good; its record stays',
  parameters: idParameters, query: noQuery, body: null, reply: apiKeySchema, status: 200,
} as const satisfies Operation;
