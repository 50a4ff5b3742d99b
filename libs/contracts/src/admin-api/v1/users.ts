import { z } from 'zod';
import { accessTimesSchema } from '../../directory/access-times.ts';
import {
  displayNameSchema, doneSchema, idParameters, instantSchema, lineSchema, listQuery, loginSchema, newLoginSchema, noParameters, noQuery, optionalTextSchema, pageOf,
  shownLineSchema, siteReferenceSchema, versionSchema, smsSchema,
} from './fields.ts';
import type { Operation } from './operation.ts';

export const userSchema = z.strictObject({
  id: z.uuid(),
  siteId: z.uuid(),
  groupId: z.uuid().nullable(),
  login: z.string(),
  displayName: z.string(),
  mobile: z.string().nullable(),
  email: z.string().nullable(),
  enabled: z.boolean(),
  openedAt: z.iso.datetime(),
  startsAt: z.iso.datetime().nullable(),
  endsAt: z.iso.datetime().nullable(),
  passwordSet: z.boolean(),
  passwordExpiresAt: z.iso.datetime().nullable(),
  passwordMustChange: z.boolean(),
  activeOnAllHosts: z.boolean(),
  activeOnSiteHosts: z.boolean(),
  /** In the time zone of the user's site; null: always. */
  accessTimes: accessTimesSchema,
  newPin: z.boolean(),
  nextTokencode: z.boolean(),
  sms: smsSchema,
  /** Online sessions at the same time; null: as many as the policy allows. */
  maximumSessions: z.int().nullable(),
  /** Whatever another system knows the person by. */
  identifier: z.string().nullable(),
  /** The reply profile of the vocabulary. */
  radiusProfileId: z.uuid().nullable(),
  tokens: z.int(),
  /** An administrator of another scope or a higher role, of whom the caller may change nothing; of one user that is asked for alone. */
  administratorBeyondPower: z.boolean().optional(),
  /** The latest sign-in that was accepted anywhere; left out while that cannot be asked. */
  lastSignInAt: z.iso.datetime().nullable().optional(),
  version: z.int(),
}).meta({ id: 'User' });
export type User = z.infer<typeof userSchema>;

const emailSchema = z.email().max(254).nullable();
const editable = {
  groupId: z.uuid().nullable(),
  displayName: displayNameSchema,
  mobile: optionalTextSchema(32),
  email: emailSchema,
  enabled: z.boolean(),
  startsAt: instantSchema.nullable(),
  endsAt: instantSchema.nullable(),
  activeOnAllHosts: z.boolean(),
  activeOnSiteHosts: z.boolean(),
  openedAt: instantSchema,
  accessTimes: accessTimesSchema,
  /** As on agent hosts: both must allow it. */
  newPin: z.boolean(),
  nextTokencode: z.boolean(),
  sms: smsSchema,
  maximumSessions: z.int().min(1).max(1000).nullable(),
  identifier: optionalTextSchema(128),
  radiusProfileId: z.uuid().nullable(),
};

export const userSortSchema = z.enum(['login', '-login', 'displayName', 'newest']);
export type UserSort = z.infer<typeof userSortSchema>;

/** Of login names and display names; several words are looked for one by one. */
const searchSchema = shownLineSchema(128).refine((text) => text.trim() !== '', 'must not be blank');

export const listUsers = {
  id: 'listUsers', method: 'GET', path: '/users', permission: 'directory.read', summary: 'Users, by login unless `sort` says otherwise; `login` is folded and exact, `search` a beginning of it or of words of the display name',
  parameters: noParameters,
  query: listQuery({ site: siteReferenceSchema.optional(), login: loginSchema.optional(), search: searchSchema.optional(), groupId: z.uuid().optional(), sort: userSortSchema.default('login') }),
  body: null, reply: pageOf(userSchema), status: 200,
} as const satisfies Operation;
export const createUser = {
  id: 'createUser', method: 'POST', path: '/users', permission: 'users.write', summary: 'Makes a user',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({ siteId: z.uuid(), login: newLoginSchema }).extend(z.strictObject(editable).partial().shape),
  reply: userSchema, status: 201,
} as const satisfies Operation;
export const getUser = {
  id: 'getUser', method: 'GET', path: '/users/{id}', permission: 'directory.read', summary: 'One user',
  parameters: idParameters, query: noQuery, body: null, reply: userSchema, status: 200,
} as const satisfies Operation;
export const updateUser = {
  id: 'updateUser', method: 'PATCH', path: '/users/{id}', permission: 'users.write', summary: 'Changes a user; a login name that is changed must not mix alphabets whose letters look alike',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({ login: loginSchema, version: versionSchema, ...editable }).partial(), reply: userSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteUser = {
  id: 'deleteUser', method: 'DELETE', path: '/users/{id}', permission: 'users.write', summary: 'Deletes a user; the user’s tokens are taken back',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const setUserPassword = {
  id: 'setUserPassword', method: 'PUT', path: '/users/{id}/password', permission: 'users.password', summary: 'Sets the static password',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({
    password: lineSchema(128).min(8),
    expiresAt: instantSchema.nullable().default(null),
    mustChange: z.boolean().default(false),
  }),
  reply: userSchema, status: 200,
} as const satisfies Operation;
export const removeUserPassword = {
  id: 'removeUserPassword', method: 'DELETE', path: '/users/{id}/password', permission: 'users.password', summary: 'Removes the static password',
  parameters: idParameters, query: noQuery, body: null, reply: userSchema, status: 200,
} as const satisfies Operation;
export const unlockUser = {
  id: 'unlockUser', method: 'POST', path: '/users/{id}/unlock', permission: 'users.unlock', summary: 'Forgets delays and guesses; unlocks the user’s tokens',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200,
} as const satisfies Operation;
