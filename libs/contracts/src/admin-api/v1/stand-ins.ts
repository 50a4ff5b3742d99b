/** What stands in for a tokencode for a while: bypass codes of a user, and the temporary password of a lost token. */
import { z } from 'zod';
import { doneSchema, idParameters, noQuery } from './fields.ts';
import type { Operation } from './operation.ts';

const MINUTES_OF_A_WEEK = 7 * 24 * 60;
const HOURS_OF_A_MONTH = 30 * 24;

export const bypassCodeSchema = z.strictObject({
  id: z.uuid(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime(),
  /** Each is good once. */
  usedAt: z.iso.datetime().nullable(),
}).meta({ id: 'BypassCode' });
export type BypassCode = z.infer<typeof bypassCodeSchema>;

export const listBypassCodes = {
  id: 'listBypassCodes', method: 'GET', path: '/users/{id}/bypass-codes', permission: 'directory.read', summary: 'The user’s bypass codes, never the codes themselves',
  parameters: idParameters, query: noQuery, body: null, reply: z.strictObject({ items: z.array(bypassCodeSchema) }), status: 200,
} as const satisfies Operation;
export const issueBypassCodes = {
  id: 'issueBypassCodes', method: 'POST', path: '/users/{id}/bypass-codes', permission: 'tokens.bypass',
  summary: 'Issues one-time codes that stand in for a tokencode: the PIN, where one is set, goes before. They are shown this once',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({ count: z.int().min(1).max(10).default(1), validMinutes: z.int().min(5).max(MINUTES_OF_A_WEEK).default(24 * 60) }),
  reply: z.strictObject({ codes: z.array(z.string()), expiresAt: z.iso.datetime() }), status: 200,
} as const satisfies Operation;
export const withdrawBypassCodes = {
  id: 'withdrawBypassCodes', method: 'DELETE', path: '/users/{id}/bypass-codes', permission: 'tokens.bypass', summary: 'Withdraws every bypass code of the user',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200,
} as const satisfies Operation;

export const temporaryPasswordSchema = bypassCodeSchema.omit({ id: true, usedAt: true }).meta({ id: 'TemporaryPassword' });
export type TemporaryPassword = z.infer<typeof temporaryPasswordSchema>;

export const issueTemporaryPassword = {
  id: 'issueTemporaryPassword', method: 'POST', path: '/tokens/{id}/temporary-password', permission: 'tokens.bypass',
  summary: 'Makes a password that stands in for the codes of a lost token until it expires or the token is found; the PIN, where one is set, goes before. It is shown this once',
  parameters: idParameters, query: noQuery, body: z.strictObject({ validHours: z.int().min(1).max(HOURS_OF_A_MONTH).default(72) }),
  reply: z.strictObject({ password: z.string(), expiresAt: z.iso.datetime() }), status: 200,
} as const satisfies Operation;
export const withdrawTemporaryPassword = {
  id: 'withdrawTemporaryPassword', method: 'DELETE', path: '/tokens/{id}/temporary-password', permission: 'tokens.bypass', summary: 'Withdraws the temporary password of a token',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200,
} as const satisfies Operation;
