import { z } from 'zod';
import { pinRulesSchema } from '../../policies/index.ts';
import { tokenModeSchema, tokenStateSchema } from '../../auth/v1/token-state.ts';
import { doneSchema, flagQuerySchema, idParameters, instantSchema, listQuery, nameSchema, noParameters, noQuery, pageOf, serialSchema, siteReferenceSchema, versionSchema, smsSchema } from './fields.ts';
import type { Operation } from './operation.ts';
import { temporaryPasswordSchema } from './stand-ins.ts';

export const TOKEN_KINDS = ['hardware', 'mobile', 'scratch-card'] as const;

export const tokenSchema = z.strictObject({
  id: z.uuid(),
  serial: z.string(),
  siteId: z.uuid(),
  kind: z.enum(TOKEN_KINDS),
  algorithm: z.enum(['hotp', 'totp', 'ocra', 'gmt-sm3', 'gmt-sm4']),
  hash: z.enum(['sha1', 'sha256', 'sha512']),
  digits: z.int(),
  /** Seconds of one step; null for event tokens. */
  period: z.int().nullable(),
  /** How many codes it has in all; null: no end. */
  uses: z.int().nullable(),
  /** Of them still good; null where that is not known: in a change's reply, and while nobody has the token. */
  usesLeft: z.int().nullable().default(null),
  suite: z.string().nullable(),
  startsAt: z.iso.datetime().nullable(),
  endsAt: z.iso.datetime().nullable(),
  enabled: z.boolean(),
  lost: z.boolean(),
  oneTime: z.boolean(),
  usePin: z.boolean(),
  allowNextTokencode: z.boolean(),
  sms: smsSchema,
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  importedAt: z.iso.datetime(),
  assignment: z.strictObject({ id: z.uuid(), userId: z.uuid(), login: z.string(), assignedAt: z.iso.datetime() }).nullable(),
  version: z.int(),
}).meta({ id: 'Token' });
export type Token = z.infer<typeof tokenSchema>;

/** `endsAt` lists those that end, the soonest first; `newest` what came last first. */
export const tokenSortSchema = z.enum(['serial', '-serial', 'newest', 'endsAt']);
export type TokenSort = z.infer<typeof tokenSortSchema>;

export const listTokens = {
  id: 'listTokens', method: 'GET', path: '/tokens', permission: 'directory.read',
  summary: 'Tokens, by serial number unless `sort` says otherwise (`endsAt`: those that end, the soonest first); `search` is a beginning of the serial number, `endsFrom` and `endsTo` bound the end',
  parameters: noParameters,
  query: listQuery({
    site: siteReferenceSchema.optional(), serial: serialSchema.optional(), search: serialSchema.optional(),
    userId: z.uuid().optional(), assigned: flagQuerySchema.optional(), enabled: flagQuerySchema.optional(),
    endsFrom: instantSchema.optional(), endsTo: instantSchema.optional(), sort: tokenSortSchema.default('serial'),
  }),
  body: null, reply: pageOf(tokenSchema), status: 200,
} as const satisfies Operation;
export const getToken = {
  id: 'getToken', method: 'GET', path: '/tokens/{id}', permission: 'directory.read', summary: 'One token; `state` and `pinRules` (the policy of its user’s site) are null when it is unassigned, `temporaryPassword` unless a lost token has one',
  parameters: idParameters, query: noQuery, body: null,
  reply: z.strictObject({
    token: tokenSchema, state: tokenStateSchema.nullable(), temporaryPassword: temporaryPasswordSchema.nullable(),
    /** What a PIN of this user has to be like. */
    pinRules: pinRulesSchema.nullable().default(null),
  }), status: 200,
} as const satisfies Operation;
export const makeToken = {
  id: 'makeToken', method: 'POST', path: '/tokens/make', permission: 'tokens.write', summary: 'Makes a token for any authenticator app; `otpauth` holds the seed and is shown this once. In the app it is called after `issuer` and the user (the serial number, where it is nobody’s yet)',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({
    siteId: z.uuid(),
    type: z.enum(['totp', 'hotp']).default('totp'),
    hash: z.enum(['sha1', 'sha256', 'sha512']).default('sha1'),
    digits: z.union([z.literal(6), z.literal(8)]).default(6),
    /** Seconds; TOTP only. */
    period: z.union([z.literal(30), z.literal(60)]).default(30),
    /** The name of the site when it is not given. */
    issuer: nameSchema.optional(),
    /** Made up when it is not given. */
    serial: serialSchema.optional(),
    usePin: z.boolean().default(true),
    assignTo: z.uuid().optional(),
  }),
  reply: z.strictObject({ token: tokenSchema, otpauth: z.string() }), status: 201,
} as const satisfies Operation;
export const updateToken = {
  id: 'updateToken', method: 'PATCH', path: '/tokens/{id}', permission: 'tokens.write',
  summary: 'Changes a token. With `oneTime` off a code may be used again within its step: only where a device cannot do without',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({
    enabled: z.boolean(), lost: z.boolean(), oneTime: z.boolean(), usePin: z.boolean(), allowNextTokencode: z.boolean(), sms: smsSchema,
    startsAt: instantSchema.nullable(), endsAt: instantSchema.nullable(), version: versionSchema,
  }).partial(),
  reply: tokenSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteToken = {
  id: 'deleteToken', method: 'DELETE', path: '/tokens/{id}', permission: 'tokens.write', summary: 'Deletes an unassigned token',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const assignToken = {
  id: 'assignToken', method: 'POST', path: '/tokens/{id}/assign', permission: 'tokens.assign', summary: 'Assigns a token',
  parameters: idParameters, query: noQuery, body: z.strictObject({ userId: z.uuid() }), reply: tokenSchema, status: 200,
} as const satisfies Operation;
export const unassignToken = {
  id: 'unassignToken', method: 'POST', path: '/tokens/{id}/unassign', permission: 'tokens.assign', summary: 'Takes a token back; its PIN and failures are gone',
  parameters: idParameters, query: noQuery, body: null, reply: tokenSchema, status: 200,
} as const satisfies Operation;
export const reportTokenLost = {
  id: 'reportTokenLost', method: 'POST', path: '/tokens/{id}/lost', permission: 'tokens.write', summary: 'Marks a token as lost, or as found',
  parameters: idParameters, query: noQuery, body: z.strictObject({ lost: z.boolean().default(true) }), reply: tokenSchema, status: 200,
} as const satisfies Operation;
export const setTokenPin = {
  id: 'setTokenPin', method: 'POST', path: '/tokens/{id}/pin', permission: 'tokens.pin', summary: 'Sets the PIN of an assigned token',
  parameters: idParameters, query: noQuery, body: z.strictObject({ pin: z.string().regex(/^[A-Za-z0-9]{1,32}$/) }), reply: doneSchema, status: 200,
} as const satisfies Operation;
export const clearTokenPin = {
  id: 'clearTokenPin', method: 'DELETE', path: '/tokens/{id}/pin', permission: 'tokens.pin', summary: 'Clears the PIN of an assigned token',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200,
} as const satisfies Operation;
export const setTokenMode = {
  id: 'setTokenMode', method: 'POST', path: '/tokens/{id}/mode', permission: 'tokens.pin', summary: 'Sets new-PIN or next-tokencode mode, or ends them',
  parameters: idParameters, query: noQuery, body: z.strictObject({ mode: tokenModeSchema }), reply: doneSchema, status: 200,
} as const satisfies Operation;
export const synchroniseToken = {
  id: 'synchroniseToken', method: 'POST', path: '/tokens/{id}/synchronise', permission: 'tokens.sync', summary: 'Resynchronises from two consecutive codes; both are consumed',
  parameters: idParameters, query: noQuery, body: z.strictObject({ code1: z.string().min(1).max(16), code2: z.string().min(1).max(16) }),
  reply: z.strictObject({ driftSteps: z.int() }), status: 200,
} as const satisfies Operation;
