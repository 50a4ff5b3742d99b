import { z } from 'zod';
import { permissionSchema } from '../permissions.ts';
import { roleSchema, scopeSchema } from '../roles.ts';
import { doneSchema, lineSchema, loginSchema, noParameters, noQuery } from './fields.ts';
import type { Operation } from './operation.ts';

/** Names of the session's cookie: over HTTPS, and over plain HTTP on the server's own machine. */
export const SESSION_COOKIE = '__Host-countersign';
export const LOOPBACK_SESSION_COOKIE = 'countersign-session';
/** On every request but GET that carries the cookie: the session's `csrf`. */
export const CSRF_HEADER = 'x-countersign-csrf';

/** On what a page asks by itself, without anybody doing anything: such a request does not put off the session's end. */
export const BACKGROUND_HEADER = 'x-countersign-background';

export const ADMINISTRATOR_PASSWORD_MINIMUM = 12;

/** What an administrator should know after signing in. */
export const sessionWarningSchema = z.enum([
  /** Nobody else could help: there is no second super administrator. */
  'one-administrator',
  /** Nobody but one super administrator has signed in for three months. */
  'second-administrator-idle',
  /** This administrator signs in with a password alone. */
  'no-token',
  /** No token of this administrator has shown a right code since it was assigned, and the next sign-in asks for one. */
  'token-not-proved',
]);

export const sessionStateSchema = z.enum(['tokencode-needed', 'password-change-needed', 'signed-in']);

export const sessionSchema = z.strictObject({
  state: sessionStateSchema,
  /** `next-tokencode`: the code was right, and the one that follows it is asked for, too. Null unless a code is asked for. */
  prompt: z.enum(['tokencode', 'next-tokencode']).nullable(),
  /** Null until password and tokencode were right. `lastSignInAt` is the sign-in before this one. */
  administrator: z.strictObject({
    id: z.uuid(), siteId: z.uuid(), login: z.string(), displayName: z.string(), role: roleSchema, lastSignInAt: z.iso.datetime().nullable(),
  }).nullable(),
  /** Empty until signed in. */
  permissions: z.array(permissionSchema),
  scope: scopeSchema.nullable(),
  csrf: z.string(),
  warnings: z.array(sessionWarningSchema),
  /** The session ends then, whatever happens; without requests, `idleSeconds` after the last one. */
  endsAt: z.iso.datetime(),
  idleSeconds: z.int(),
}).meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;

const passwordSchema = z.string().min(1).max(1024);

export const signIn = {
  id: 'signIn', method: 'POST', path: '/session', permission: 'anyone',
  summary: 'Signs an administrator in with login name and password; sets the session cookie. A tokencode or a new password may be asked for next',
  parameters: noParameters, query: noQuery, body: z.strictObject({ login: loginSchema, password: passwordSchema }), reply: sessionSchema, status: 200,
} as const satisfies Operation;
export const enterTokencode = {
  id: 'enterTokencode', method: 'POST', path: '/session/tokencode', permission: 'session', summary: 'The tokencode that the session waits for, without PIN; from who is signed in: the proof that a token just bound shows right codes',
  parameters: noParameters, query: noQuery, body: z.strictObject({ code: z.string().min(1).max(32) }), reply: sessionSchema, status: 200,
} as const satisfies Operation;
export const changeOwnPassword = {
  id: 'changeOwnPassword', method: 'POST', path: '/session/password', permission: 'session', summary: 'Changes the own password; every other session of the administrator ends',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({ current: passwordSchema, password: lineSchema(128).min(ADMINISTRATOR_PASSWORD_MINIMUM) }), reply: sessionSchema, status: 200,
} as const satisfies Operation;
/**
 * What changes an administrator's account or second factor, appoints, makes an API key, or changes what guards administration,
 * how many people sign in, or where the trail goes, is asked for by a session whose password was given so long ago at most: nobody takes over the account of who left a browser open.
 */
export const CONFIRMATION_MINUTES = 5;
export const confirmSession = {
  id: 'confirmSession', method: 'POST', path: '/session/confirmation', permission: 'session',
  summary: 'Shows the own password again. For five minutes the session may change administrators\' accounts, what guards administration, policies, back ends and forwarding, and make API keys, as it may after the sign-in',
  parameters: noParameters, query: noQuery, body: z.strictObject({ password: passwordSchema }), reply: z.strictObject({ confirmedUntil: z.iso.datetime() }), status: 200,
} as const satisfies Operation;
export const getSession = {
  id: 'getSession', method: 'GET', path: '/session', permission: 'session', summary: 'The own session; 401 without one',
  parameters: noParameters, query: noQuery, body: null, reply: sessionSchema, status: 200,
} as const satisfies Operation;
export const signOut = {
  id: 'signOut', method: 'DELETE', path: '/session', permission: 'session', summary: 'Ends the session',
  parameters: noParameters, query: noQuery, body: null, reply: doneSchema, status: 200,
} as const satisfies Operation;
export const signOutEverywhere = {
  id: 'signOutEverywhere', method: 'DELETE', path: '/session/all', permission: 'session', summary: 'Ends every session of this administrator, this one too',
  parameters: noParameters, query: noQuery, body: null, reply: doneSchema, status: 200,
} as const satisfies Operation;
