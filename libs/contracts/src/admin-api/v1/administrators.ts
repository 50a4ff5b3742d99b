import { z } from 'zod';
import { givenScopeSchema, roleSchema, scopeSchema } from '../roles.ts';
import { doneSchema, idParameters, lineSchema, listQuery, loginSchema, noParameters, noQuery, pageOf, siteReferenceSchema, versionSchema } from './fields.ts';
import type { Operation } from './operation.ts';
import { ADMINISTRATOR_PASSWORD_MINIMUM } from './session.ts';

/** A user with a role. */
export const administratorSchema = z.strictObject({
  /** The user's. */
  id: z.uuid(),
  siteId: z.uuid(),
  login: z.string(),
  displayName: z.string(),
  enabled: z.boolean(),
  role: roleSchema,
  scope: scopeSchema,
  passwordSet: z.boolean(),
  mustChangePassword: z.boolean(),
  passwordChangedAt: z.iso.datetime().nullable(),
  /** Assigned to the user. */
  tokens: z.int(),
  lastSignInAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  version: z.int(),
}).meta({ id: 'Administrator' });
export type Administrator = z.infer<typeof administratorSchema>;

/** For the first sign-in; it has to be changed then. Whoever knew the user's password before is no administrator by that. */
const initialPasswordSchema = lineSchema(128).min(ADMINISTRATOR_PASSWORD_MINIMUM);

export const listAdministrators = {
  id: 'listAdministrators', method: 'GET', path: '/administrators', permission: 'administrators.read', summary: 'Administrators by login',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional(), login: loginSchema.optional(), role: roleSchema.optional() }),
  body: null, reply: pageOf(administratorSchema), status: 200,
} as const satisfies Operation;
export const createAdministrator = {
  id: 'createAdministrator', method: 'POST', path: '/administrators', permission: 'administrators.write',
  summary: 'Gives a user a role, never one above the caller’s own. `password` is for the first sign-in, which asks for a new one: no password that was given before is good any more. Bypass codes and temporary passwords of the user are withdrawn; 503 where auth does not answer. `keepTokens` names the tokens that stay, the others are taken back: required for a user who has any',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({ userId: z.uuid(), role: roleSchema, scope: givenScopeSchema, password: initialPasswordSchema, keepTokens: z.array(z.uuid()).max(100).optional() }),
  reply: administratorSchema, status: 201,
} as const satisfies Operation;
export const getAdministrator = {
  id: 'getAdministrator', method: 'GET', path: '/administrators/{id}', permission: 'administrators.read', summary: 'One administrator',
  parameters: idParameters, query: noQuery, body: null, reply: administratorSchema, status: 200,
} as const satisfies Operation;
export const updateAdministrator = {
  id: 'updateAdministrator', method: 'PATCH', path: '/administrators/{id}', permission: 'administrators.write', summary: 'Changes role or scope; true from the next request on',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({ role: roleSchema, scope: givenScopeSchema, version: versionSchema }).partial(), reply: administratorSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteAdministrator = {
  id: 'deleteAdministrator', method: 'DELETE', path: '/administrators/{id}', permission: 'administrators.write',
  summary: 'Takes the role away and ends the sessions; the user stays. The last super administrator stays, too',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const endAdministratorSessions = {
  id: 'endAdministratorSessions', method: 'DELETE', path: '/administrators/{id}/sessions', permission: 'administrators.write', summary: 'Signs an administrator out everywhere',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200,
} as const satisfies Operation;
