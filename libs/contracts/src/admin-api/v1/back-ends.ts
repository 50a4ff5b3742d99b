import { z } from 'zod';
import { SERVER_TIMEOUT_MS, accountLookupSchema, backEndServersSchema, transportSecuritySchema } from '../../directory/first-factor.ts';
import { serverHealthSchema } from '../../auth/v1/back-ends.ts';
import { doneSchema, idParameters, lineSchema, listQuery, loginSchema, nameSchema, noParameters, noQuery, pageOf, siteReferenceSchema, versionSchema } from './fields.ts';
import type { Operation } from './operation.ts';

export { serverHealthSchema, type ServerHealth } from '../../auth/v1/back-ends.ts';

const serverFields = backEndServersSchema.shape;

export const backEndSchema = z.strictObject({
  id: z.uuid(),
  siteId: z.uuid(),
  name: z.string(),
  /** Switched off, it is asked nothing: who needs it is refused as if it were unreachable. */
  enabled: z.boolean(),
  ...serverFields,
  /** Whether the service account has a password; it is never shown. */
  bindPasswordSet: z.boolean(),
  version: z.int(),
}).meta({ id: 'BackEnd' });
export type BackEnd = z.infer<typeof backEndSchema>;

const bindPasswordSchema = lineSchema(256).min(1);

export const listBackEnds = {
  id: 'listBackEnds', method: 'GET', path: '/back-ends', permission: 'policies.read', summary: 'Back ends: LDAP directories that check the first password',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional(), name: nameSchema.optional() }),
  body: null, reply: pageOf(backEndSchema), status: 200,
} as const satisfies Operation;
export const createBackEnd = {
  id: 'createBackEnd', method: 'POST', path: '/back-ends', permission: 'back-ends.write', summary: 'Makes a back end; what cannot work is refused with the reason',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({
    siteId: z.uuid(), name: nameSchema, enabled: z.boolean().default(true),
    servers: serverFields.servers, security: transportSecuritySchema.default('ldaps'), ca: serverFields.ca.default(null),
    serverTimeoutMs: serverFields.serverTimeoutMs.default(SERVER_TIMEOUT_MS.standard), lookup: accountLookupSchema,
    bindPassword: bindPasswordSchema.nullable().default(null),
  }),
  reply: backEndSchema, status: 201,
} as const satisfies Operation;
export const getBackEnd = {
  id: 'getBackEnd', method: 'GET', path: '/back-ends/{id}', permission: 'policies.read', summary: 'One back end',
  parameters: idParameters, query: noQuery, body: null, reply: backEndSchema, status: 200,
} as const satisfies Operation;
export const updateBackEnd = {
  id: 'updateBackEnd', method: 'PATCH', path: '/back-ends/{id}', permission: 'back-ends.write', summary: 'Changes a back end; auth follows within a second. To ask other servers, the service account\'s password has to be given again',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({
    name: nameSchema.optional(), enabled: z.boolean().optional(), servers: serverFields.servers.optional(), security: transportSecuritySchema.optional(),
    ca: serverFields.ca.optional(), serverTimeoutMs: serverFields.serverTimeoutMs.optional(), lookup: accountLookupSchema.optional(),
    /** Null removes it; left out, it stays. */
    bindPassword: bindPasswordSchema.nullable().optional(),
    version: versionSchema.optional(),
  }),
  reply: backEndSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteBackEnd = {
  id: 'deleteBackEnd', method: 'DELETE', path: '/back-ends/{id}', permission: 'back-ends.write', summary: 'Deletes a back end that no site and no synchronisation uses',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;

const stepSchema = z.strictObject({
  step: z.enum(['connect', 'service-account', 'find-user', 'password']),
  verdict: z.enum(['passed', 'skipped', 'unreachable', 'timeout', 'tls-failed', 'service-refused', 'not-understood', 'unknown-user', 'several-users', 'wrong-password']),
  /** What the server or the system said. */
  detail: z.string().nullable(),
  tookMs: z.int(),
});
export type BackEndStep = z.infer<typeof stepSchema>;
export const testBackEnd = {
  id: 'testBackEnd', method: 'POST', path: '/back-ends/{id}/test', permission: 'back-ends.write',
  summary: 'Tries each server step by step as it is saved; with a login name its entry is looked for, with a password that is tried as well',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({ login: loginSchema.nullable().default(null), password: lineSchema(256).nullable().default(null) }),
  reply: z.strictObject({ servers: z.array(z.strictObject({ server: z.string(), steps: z.array(stepSchema) })) }), status: 200,
} as const satisfies Operation;

export const showBackEndHealth = {
  id: 'showBackEndHealth', method: 'GET', path: '/back-ends/{id}/health', permission: 'policies.read', summary: 'How each server fared at the last sign-ins, as each replica of auth saw it',
  parameters: idParameters, query: noQuery, body: null,
  reply: z.strictObject({ replicas: z.array(z.strictObject({ replica: z.string(), servers: z.array(serverHealthSchema) })) }), status: 200,
} as const satisfies Operation;
