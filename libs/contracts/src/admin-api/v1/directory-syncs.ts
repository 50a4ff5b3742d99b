import { z } from 'zod';
import { doneSchema, idParameters, listQuery, nameSchema, noParameters, noQuery, pageOf, shownLineSchema, siteReferenceSchema, versionSchema } from './fields.ts';
import { jobSchema } from './jobs.ts';
import type { Operation } from './operation.ts';

/** Name of an LDAP attribute (RFC 4512, section 2.5): letters, digits and hyphens, options behind semicolons. */
const attributeSchema = z.string().max(64).regex(/^[A-Za-z][A-Za-z0-9-]*(;[A-Za-z0-9-]+)*$/, 'must be the name of an attribute');

/** Which attribute tells what; null: the directory says nothing about it, and what is here stays. */
export const syncAttributesSchema = z.strictObject({
  login: attributeSchema,
  /** What stays when an entry is renamed or moved: `entryUUID`, in Active Directory `objectGUID`. */
  id: attributeSchema,
  displayName: attributeSchema.nullable(),
  mobile: attributeSchema.nullable(),
  email: attributeSchema.nullable(),
  group: attributeSchema.nullable(),
});
export type SyncAttributes = z.infer<typeof syncAttributesSchema>;

/** When it runs by itself: every so many hours from when that was set, or every day at a time of its site's time zone. */
export const syncScheduleSchema = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('hours'), hours: z.int().min(1).max(168) }),
  z.strictObject({ every: z.literal('day'), at: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 02:30') }),
]).meta({ id: 'SyncSchedule' });
export type SyncSchedule = z.infer<typeof syncScheduleSchema>;

const fields = {
  name: nameSchema,
  baseDn: shownLineSchema(1024).min(1),
  /** RFC 4515. */
  filter: shownLineSchema(1024).min(1),
  attributes: syncAttributesSchema,
  /** Make groups that the site does not have; otherwise entries that name one are refused. */
  makeGroups: z.boolean(),
  /** What becomes of users whose entry is gone. */
  missing: z.enum(['disable', 'leave']),
  /** Null: only when somebody starts it. Whoever sets one needs users.write, too. */
  schedule: syncScheduleSchema.nullable(),
};

export const directorySyncSchema = z.strictObject({
  id: z.uuid(),
  /** The site whose users the entries become. */
  siteId: z.uuid(),
  backEndId: z.uuid(),
  ...fields,
  /** When the schedule is due next; a time that was missed is made up for once. */
  nextRunAt: z.iso.datetime().nullable(),
  /** Users that came from it. */
  users: z.int(),
  lastJob: z.strictObject({ id: z.uuid(), state: jobSchema.shape.state, dryRun: z.boolean(), createdAt: z.iso.datetime() }).nullable(),
  version: z.int(),
}).meta({ id: 'DirectorySync' });
export type DirectorySync = z.infer<typeof directorySyncSchema>;

export const listDirectorySyncs = {
  id: 'listDirectorySyncs', method: 'GET', path: '/directory-syncs', permission: 'policies.read', summary: 'Synchronisations: directories whose people become users of a site',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional() }), body: null, reply: pageOf(directorySyncSchema), status: 200,
} as const satisfies Operation;
export const createDirectorySync = {
  id: 'createDirectorySync', method: 'POST', path: '/directory-syncs', permission: 'back-ends.write', summary: 'Makes a synchronisation; it does nothing until it is run, by somebody or by its schedule',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({
    siteId: z.uuid(), backEndId: z.uuid(), ...fields, makeGroups: fields.makeGroups.default(false), missing: fields.missing.default('disable'),
    schedule: fields.schedule.default(null),
  }),
  reply: directorySyncSchema, status: 201,
} as const satisfies Operation;
export const getDirectorySync = {
  id: 'getDirectorySync', method: 'GET', path: '/directory-syncs/{id}', permission: 'policies.read', summary: 'One synchronisation',
  parameters: idParameters, query: noQuery, body: null, reply: directorySyncSchema, status: 200,
} as const satisfies Operation;
export const updateDirectorySync = {
  id: 'updateDirectorySync', method: 'PATCH', path: '/directory-syncs/{id}', permission: 'back-ends.write', summary: 'Changes a synchronisation',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({
    name: fields.name.optional(), baseDn: fields.baseDn.optional(), filter: fields.filter.optional(), attributes: syncAttributesSchema.optional(),
    makeGroups: fields.makeGroups.optional(), missing: fields.missing.optional(), schedule: fields.schedule.optional(), version: versionSchema.optional(),
  }),
  reply: directorySyncSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteDirectorySync = {
  id: 'deleteDirectorySync', method: 'DELETE', path: '/directory-syncs/{id}', permission: 'back-ends.write', summary: 'Deletes a synchronisation; the users that came from it stay',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const runDirectorySync = {
  id: 'runDirectorySync', method: 'POST', path: '/directory-syncs/{id}/run', permission: 'users.write',
  summary: 'Runs a synchronisation as a job: all of it or nothing. Without `force` it fails where it would disable five users or more, and more than half of all',
  parameters: idParameters, query: noQuery, body: z.strictObject({ dryRun: z.boolean().default(false), force: z.boolean().default(false) }), reply: jobSchema, status: 202,
} as const satisfies Operation;
