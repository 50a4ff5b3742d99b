import { z } from 'zod';
import { addressRangeSchema, MOST_POOL_ADDRESSES, poolSize, rangesOverlap } from '../../directory/address-pool.ts';
import { checkAttributeSchema, MOST_ATTRIBUTES, PROFILE_PLACES, replyAttributeSchema } from '../../directory/radius-profile.ts';
import { doneSchema, idParameters, listQuery, nameSchema, noParameters, noQuery, pageOf, shownLineSchema, siteReferenceSchema, versionSchema } from './fields.ts';
import type { Operation } from './operation.ts';

const description = shownLineSchema(512);
const profileFields = {
  name: nameSchema,
  description,
  checkAttributes: z.array(checkAttributeSchema).max(MOST_ATTRIBUTES),
  replyAttributes: z.array(replyAttributeSchema).max(MOST_ATTRIBUTES),
  poolId: z.uuid().nullable(),
};

export const radiusProfileSchema = z.strictObject({
  id: z.uuid(), siteId: z.uuid(), ...profileFields, version: z.int(),
}).meta({ id: 'RadiusProfile' });
export type RadiusProfile = z.infer<typeof radiusProfileSchema>;

export const listRadiusProfiles = {
  id: 'listRadiusProfiles', method: 'GET', path: '/radius-profiles', permission: 'directory.read', summary: 'RADIUS profiles by name; `usableIn` lists those that something of that site may have',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional(), name: nameSchema.optional(), search: nameSchema.optional(), usableIn: z.uuid().optional() }),
  body: null, reply: pageOf(radiusProfileSchema), status: 200,
} as const satisfies Operation;
export const createRadiusProfile = {
  id: 'createRadiusProfile', method: 'POST', path: '/radius-profiles', permission: 'radius-profiles.write', summary: 'Makes a RADIUS profile',
  parameters: noParameters, query: noQuery, body: z.strictObject({ siteId: z.uuid() }).extend(z.strictObject(profileFields).partial().required({ name: true }).shape),
  reply: radiusProfileSchema, status: 201,
} as const satisfies Operation;
export const getRadiusProfile = {
  id: 'getRadiusProfile', method: 'GET', path: '/radius-profiles/{id}', permission: 'directory.read', summary: 'One RADIUS profile',
  parameters: idParameters, query: noQuery, body: null, reply: radiusProfileSchema, status: 200,
} as const satisfies Operation;
export const updateRadiusProfile = {
  id: 'updateRadiusProfile', method: 'PATCH', path: '/radius-profiles/{id}', permission: 'radius-profiles.write', summary: 'Changes a RADIUS profile; live at the next sign-in',
  parameters: idParameters, query: noQuery, body: z.strictObject({ ...profileFields, version: versionSchema }).partial(), reply: radiusProfileSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteRadiusProfile = {
  id: 'deleteRadiusProfile', method: 'DELETE', path: '/radius-profiles/{id}', permission: 'radius-profiles.write', summary: 'Deletes a RADIUS profile that nothing uses',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;

/** Where a profile stands, the first hundred of each kind by name; what is out of scope is counted and not named. */
const usesSchema = z.strictObject({ count: z.int(), items: z.array(z.strictObject({ id: z.uuid(), name: z.string() })) });
export const listRadiusProfileUses = {
  id: 'listRadiusProfileUses', method: 'GET', path: '/radius-profiles/{id}/uses', permission: 'directory.read', summary: 'Which agent hosts, groups and users have a profile',
  parameters: idParameters, query: noQuery, body: null,
  reply: z.strictObject({ agentHosts: usesSchema, groups: usesSchema, users: usesSchema, usersOnAgentHosts: usesSchema }), status: 200,
} as const satisfies Operation;

const placeSchema = z.enum(PROFILE_PLACES);
const origin = { place: placeSchema, profile: z.string() };
/** The profiles of a user on an agent host, merged as a sign-in merges them. */
export const effectiveRadiusProfileSchema = z.strictObject({
  profiles: z.array(z.strictObject({ place: placeSchema, id: z.uuid(), name: z.string() })),
  checks: z.array(z.strictObject({ ...checkAttributeSchema.shape, ...origin })),
  replies: z.array(z.strictObject({ name: z.string(), value: z.string(), ...origin })),
  pool: z.strictObject({ id: z.uuid(), name: z.string() }).nullable(),
}).meta({ id: 'EffectiveRadiusProfile' });
export type EffectiveRadiusProfile = z.infer<typeof effectiveRadiusProfileSchema>;

export const getEffectiveRadiusProfile = {
  id: 'getEffectiveRadiusProfile', method: 'GET', path: '/users/{id}/radius-profile', permission: 'directory.read',
  summary: 'What a user gets on an agent host, and which profile each line comes from', parameters: idParameters,
  query: z.strictObject({ agentHostId: z.uuid() }), body: null, reply: effectiveRadiusProfileSchema, status: 200,
} as const satisfies Operation;

/** An attribute of the dictionaries that a profile may name. */
export const radiusAttributeSchema = z.strictObject({
  name: z.string(), vendor: z.string().nullable(), type: z.string(), tagged: z.boolean(),
  /** May be sent in an accept. */
  reply: z.boolean(),
  values: z.array(z.string()),
}).meta({ id: 'RadiusAttribute' });
export type RadiusAttribute = z.infer<typeof radiusAttributeSchema>;
export const listRadiusAttributes = {
  id: 'listRadiusAttributes', method: 'GET', path: '/radius-attributes', permission: 'directory.read', summary: 'The attributes that the dictionaries know',
  parameters: noParameters, query: noQuery, body: null, reply: z.strictObject({ attributes: z.array(radiusAttributeSchema) }), status: 200,
} as const satisfies Operation;

const poolFields = {
  name: nameSchema,
  description,
  ranges: z.array(addressRangeSchema).min(1).max(64)
    .refine((ranges) => poolSize(ranges) <= MOST_POOL_ADDRESSES, 'must not have more than 65,536 addresses in all')
    .refine((ranges) => !rangesOverlap(ranges), 'must not have an address twice'),
  /** How long an address waits for accounting after a sign-in; without accounting it is free again then. */
  leaseMinutes: z.int().min(1).max(30 * 24 * 60),
};
export const addressPoolSchema = z.strictObject({
  id: z.uuid(), siteId: z.uuid(), ...poolFields, size: z.int(),
  /** Addresses that somebody has now; left out while auth cannot be asked. */
  used: z.int().optional(),
  version: z.int(),
}).meta({ id: 'AddressPool' });
export type AddressPool = z.infer<typeof addressPoolSchema>;

export const listAddressPools = {
  id: 'listAddressPools', method: 'GET', path: '/address-pools', permission: 'directory.read', summary: 'Address pools by name, with how many addresses are in use',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional(), name: nameSchema.optional(), usableIn: z.uuid().optional() }),
  body: null, reply: pageOf(addressPoolSchema), status: 200,
} as const satisfies Operation;
export const createAddressPool = {
  id: 'createAddressPool', method: 'POST', path: '/address-pools', permission: 'radius-profiles.write', summary: 'Makes an address pool',
  parameters: noParameters, query: noQuery, body: z.strictObject({ siteId: z.uuid() }).extend(z.strictObject(poolFields).partial().required({ name: true, ranges: true }).shape),
  reply: addressPoolSchema, status: 201,
} as const satisfies Operation;
export const getAddressPool = {
  id: 'getAddressPool', method: 'GET', path: '/address-pools/{id}', permission: 'directory.read', summary: 'One address pool',
  parameters: idParameters, query: noQuery, body: null, reply: addressPoolSchema, status: 200,
} as const satisfies Operation;
export const updateAddressPool = {
  id: 'updateAddressPool', method: 'PATCH', path: '/address-pools/{id}', permission: 'radius-profiles.write', summary: 'Changes an address pool; who has an address keeps it',
  parameters: idParameters, query: noQuery, body: z.strictObject({ ...poolFields, version: versionSchema }).partial(), reply: addressPoolSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const deleteAddressPool = {
  id: 'deleteAddressPool', method: 'DELETE', path: '/address-pools/{id}', permission: 'radius-profiles.write', summary: 'Deletes an address pool that no profile names',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;
