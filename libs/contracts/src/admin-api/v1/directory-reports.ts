import { z } from 'zod';
import { lastUsesSchema } from '../../auth/v1/last-uses.ts';
import { flagQuerySchema, listQuery, noParameters, pageOf, siteReferenceSchema } from './fields.ts';
import type { Operation } from './operation.ts';
import { tokenSchema } from './tokens.ts';

/** A report of idle things looks no further back. */
export const MOST_IDLE_DAYS = 3650;
/** Days ahead that the report of ends looks at most: ten years. */
export const MOST_DAYS_AHEAD = 3650;

const site = { site: siteReferenceSchema.optional() };
const ahead = { ...site, days: z.coerce.number().int().min(1).max(MOST_DAYS_AHEAD).default(90) };
/** Left out: only what was never used. Given: what was not used for so many days either, of what has been there as long. */
const idle = { ...site, days: z.coerce.number().int().min(1).max(MOST_IDLE_DAYS).optional() };

export const reportExpiringTokens = {
  id: 'reportExpiringTokens', method: 'GET', path: '/reports/expiring-tokens', permission: 'reports.read', summary: 'Tokens that end within `days`, the soonest first',
  parameters: noParameters, query: listQuery({ ...ahead, assigned: flagQuerySchema.optional() }), body: null, reply: pageOf(tokenSchema), status: 200,
} as const satisfies Operation;

export const reportExpiryMonths = {
  id: 'reportExpiryMonths', method: 'GET', path: '/reports/expiring-tokens/months', permission: 'reports.read', summary: 'How many tokens end within `days`, by month (UTC)',
  parameters: noParameters, query: z.strictObject({ ...ahead, assigned: flagQuerySchema.optional() }), body: null,
  reply: z.strictObject({ rows: z.array(z.strictObject({ month: z.string().regex(/^\d{4}-\d{2}$/), tokens: z.int() })) }), status: 200,
} as const satisfies Operation;

/** An assigned token and when it was used last; null: never by whoever has it. */
export const unusedTokenSchema = z.strictObject({
  id: z.uuid(), serial: z.string(), siteId: z.uuid(), enabled: z.boolean(), userId: z.uuid(), login: z.string(), assignedAt: z.iso.datetime(),
  lastSignInAt: z.iso.datetime().nullable(),
});
export type UnusedToken = z.infer<typeof unusedTokenSchema>;

const LOOKS = 'A page looks at a bounded number of accounts: it may hold fewer than `limit`, or none, while `nextCursor` leads on';

export const reportUnusedTokens = {
  id: 'reportUnusedTokens', method: 'GET', path: '/reports/unused-tokens', permission: 'reports.read',
  summary: `Assigned tokens that were never used or, with \`days\`, not for so long; those of the newest accounts first; the site is the user’s. ${LOOKS}`,
  parameters: noParameters, query: listQuery(idle), body: null, reply: pageOf(unusedTokenSchema), status: 200,
} as const satisfies Operation;

/** A user and when that one signed in last; null: never. */
export const unusedUserSchema = z.strictObject({
  id: z.uuid(), login: z.string(), displayName: z.string(), siteId: z.uuid(), enabled: z.boolean(), openedAt: z.iso.datetime(), lastSignInAt: z.iso.datetime().nullable(),
});
export type UnusedUser = z.infer<typeof unusedUserSchema>;

export const reportUnusedUsers = {
  id: 'reportUnusedUsers', method: 'GET', path: '/reports/unused-users', permission: 'reports.read',
  summary: `Users that never signed in or, with \`days\`, not for so long; the newest first. ${LOOKS}`,
  parameters: noParameters, query: listQuery(idle), body: null, reply: pageOf(unusedUserSchema), status: 200,
} as const satisfies Operation;

const lastUses = { method: 'GET', permission: 'reports.read', parameters: noParameters, query: z.strictObject(site), body: null, reply: lastUsesSchema.meta({ id: 'LastUses' }), status: 200 } as const;

export const reportTokenUse = {
  ...lastUses, id: 'reportTokenUse', path: '/reports/unused-tokens/last-uses', summary: 'Assigned tokens by when whoever has them used them last, as counted at `countedAt`; the site is the user’s. While `counting` newer figures are on their way',
} as const satisfies Operation;
export const reportUserUse = {
  ...lastUses, id: 'reportUserUse', path: '/reports/unused-users/last-uses', summary: 'Users by when they signed in last, as counted at `countedAt`. While `counting` newer figures are on their way',
} as const satisfies Operation;

const language = z.enum(['en', 'zh']).default('en');
const csv = { method: 'GET', permission: 'reports.read', parameters: noParameters, body: null, reply: z.string(), streams: ['text/csv'], status: 200 } as const;

export const exportExpiringTokens = {
  ...csv, id: 'exportExpiringTokens', path: '/reports/expiring-tokens/export', summary: 'Tokens that end within `days` as CSV',
  query: z.strictObject({ ...ahead, assigned: flagQuerySchema.optional(), language }),
} as const satisfies Operation;
export const exportUnusedTokens = {
  ...csv, id: 'exportUnusedTokens', path: '/reports/unused-tokens/export', summary: 'Unused tokens as CSV, however many they are',
  query: z.strictObject({ ...idle, language }),
} as const satisfies Operation;
export const exportUnusedUsers = {
  ...csv, id: 'exportUnusedUsers', path: '/reports/unused-users/export', summary: 'Accounts that are not used as CSV, however many they are',
  query: z.strictObject({ ...idle, language }),
} as const satisfies Operation;
