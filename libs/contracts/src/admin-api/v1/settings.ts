import { z } from 'zod';
import { noParameters, noQuery, versionSchema } from './fields.ts';
import type { Operation } from './operation.ts';

const settingValues = {
  /** Addresses and CIDR ranges from which administration is allowed; none: from everywhere. */
  administrationAddresses: z.array(z.string().min(1).max(49)).max(256),
  /** Every administrator has to enter a tokencode; otherwise those who have a token. */
  requireToken: z.boolean(),
  /** A session ends after so long without a request, */
  sessionIdleMinutes: z.int().min(1).max(24 * 60),
  /** and after so long at the latest. */
  sessionAbsoluteMinutes: z.int().min(5).max(7 * 24 * 60),
  tokensPerUser: z.int().min(1).max(100),
  /** Online sessions of a user who has no limit of one's own, where agent hosts keep the limit; null: no limit. */
  sessionsPerUser: z.int().min(1).max(1000).nullable(),
} as const;

/** What administrators set for the whole installation. */
export const settingsSchema = z.strictObject(settingValues).meta({ id: 'Settings' });
export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets the keys' type
export const settingNames = Object.keys(settingValues) as SettingName[];

/** Which settings guard administration itself: a change of them asks for the own password. */
export const guardsAdministration: Readonly<Record<SettingName, boolean>> = {
  administrationAddresses: true, requireToken: true, sessionIdleMinutes: true, sessionAbsoluteMinutes: true, tokensPerUser: false, sessionsPerUser: false,
};

/** The values of a new installation; settings of the process may give others (docs/settings.md). */
export const defaultSettings: Settings = {
  administrationAddresses: [], requireToken: false, sessionIdleMinutes: 15, sessionAbsoluteMinutes: 8 * 60, tokensPerUser: 3, sessionsPerUser: null,
};

const replySchema = z.strictObject({ settings: settingsSchema, version: z.int() });

export const getSettings = {
  id: 'getSettings', method: 'GET', path: '/settings', permission: 'settings.read', summary: 'The settings of the installation',
  parameters: noParameters, query: noQuery, body: null, reply: replySchema, status: 200,
} as const satisfies Operation;
export const updateSettings = {
  id: 'updateSettings', method: 'PATCH', path: '/settings', permission: 'settings.write',
  summary: 'Changes settings; one that would lock the caller out is refused',
  parameters: noParameters, query: noQuery, body: z.strictObject({ ...settingsSchema.partial().shape, version: versionSchema.optional() }),
  reply: replySchema, status: 200, versioned: true,
} as const satisfies Operation;
