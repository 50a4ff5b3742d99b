import { z } from 'zod';
import { policyFaults, policyFieldNames, ruleFaults, ruleFields, policySchema, wholePolicySchema } from '../../policies/index.ts';
import { listQuery, noParameters, noQuery, pageOf, versionSchema } from './fields.ts';
import type { Operation } from './operation.ts';

/** The level above every site. */
export const INSTALLATION = 'installation';
export const policyParameters = z.strictObject({ id: z.union([z.literal(INSTALLATION), z.uuid()]) });

/** Where a value in force was set: at this level, at a site above, for the installation, or nowhere. */
const originSchema = z.strictObject({
  from: z.enum(['here', 'site', INSTALLATION, 'default']),
  /** The site above; null where it lies outside of the caller's scope. */
  site: z.strictObject({ id: z.uuid(), name: z.string() }).nullable(),
}).meta({ id: 'PolicyOrigin' });
export type PolicyOrigin = z.infer<typeof originSchema>;

const fieldNameSchema = z.enum(policyFieldNames);

/** A combination that cannot work. */
export const policyFaultSchema = z.strictObject({
  fault: z.enum([...policyFaults, ...ruleFaults]),
  /** Values of the policy; `backEndId` and `staticPassword` are of the site's rule about first factors. */
  fields: z.array(z.enum([...policyFieldNames, ...ruleFields])),
  /** The site below whose own values, policy or rule, it concerns; null: this level. */
  site: z.strictObject({ id: z.uuid(), name: z.string() }).nullable(),
}).meta({ id: 'PolicyFault' });
export type FoundPolicyFault = z.infer<typeof policyFaultSchema>;

export const levelPolicySchema = z.strictObject({
  /** A site, or `installation`. */
  id: z.string(),
  name: z.string().nullable(),
  /** What this level sets. */
  policy: policySchema,
  /** What is in force here, */
  effective: wholePolicySchema,
  /** where each value comes from, */
  origins: z.record(fieldNameSchema, originSchema),
  /** and what would be in force if this level set nothing. */
  above: wholePolicySchema,
  version: z.int(),
}).meta({ id: 'LevelPolicy' });
export type LevelPolicy = z.infer<typeof levelPolicySchema>;

export const policyLevelSchema = z.strictObject({
  id: z.string(), name: z.string().nullable(),
  /** The values that it sets. */
  fields: z.array(fieldNameSchema),
  version: z.int(),
}).meta({ id: 'PolicyLevel' });
export type PolicyLevel = z.infer<typeof policyLevelSchema>;

export const listPolicies = {
  id: 'listPolicies', method: 'GET', path: '/policies', permission: 'policies.read', summary: 'Levels that set something: the installation and sites',
  parameters: noParameters, query: listQuery({}), body: null, reply: pageOf(policyLevelSchema), status: 200,
} as const satisfies Operation;
export const getPolicy = {
  id: 'getPolicy', method: 'GET', path: '/policies/{id}', permission: 'policies.read',
  summary: 'The policy of a site (or of the `installation`): what it sets, what is in force, and where each value comes from',
  parameters: policyParameters, query: noQuery, body: null, reply: levelPolicySchema, status: 200,
} as const satisfies Operation;
export const updatePolicy = {
  id: 'updatePolicy', method: 'PUT', path: '/policies/{id}', permission: 'policies.write',
  summary: 'Sets what a level sets; a value that is left out is inherited. A combination that cannot work, here or at a site below, is refused. In force at the next sign-in',
  parameters: policyParameters, query: noQuery, body: z.strictObject({ policy: policySchema, version: versionSchema.optional() }),
  reply: levelPolicySchema, status: 200, versioned: true,
} as const satisfies Operation;
