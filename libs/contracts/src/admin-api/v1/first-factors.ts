import { z } from 'zod';
import { firstFactorRuleSchema } from '../../directory/first-factor.ts';
import { doneSchema, idParameters, listQuery, noParameters, noQuery, pageOf, siteReferenceSchema, versionSchema } from './fields.ts';
import type { Operation } from './operation.ts';

const ruleFields = firstFactorRuleSchema.shape;

export const firstFactorSchema = z.strictObject({
  /** The site whose own rule it is; sites below go by it unless they have one of their own. */
  siteId: z.uuid(),
  ...ruleFields,
  version: z.int(),
}).meta({ id: 'FirstFactor' });
export type FirstFactor = z.infer<typeof firstFactorSchema>;

export const listFirstFactors = {
  id: 'listFirstFactors', method: 'GET', path: '/first-factors', permission: 'policies.read', summary: 'Sites that have a rule of their own about what a sign-in consists of',
  parameters: noParameters, query: listQuery({ site: siteReferenceSchema.optional() }), body: null, reply: pageOf(firstFactorSchema), status: 200,
} as const satisfies Operation;
export const getFirstFactor = {
  id: 'getFirstFactor', method: 'GET', path: '/sites/{id}/first-factor', permission: 'policies.read',
  summary: 'The rule that the site\'s people go by: its own, or that of the nearest site above; null: passcode, or static password as the settings say',
  parameters: idParameters, query: noQuery, body: null, reply: z.strictObject({ rule: firstFactorSchema.nullable() }), status: 200,
} as const satisfies Operation;
export const setFirstFactor = {
  id: 'setFirstFactor', method: 'PUT', path: '/sites/{id}/first-factor', permission: 'policies.write',
  summary: 'Gives the site a rule of its own; a combination that cannot work is refused with the reason',
  parameters: idParameters, query: noQuery,
  body: z.strictObject({
    backEndId: ruleFields.backEndId, staticPassword: ruleFields.staticPassword.default('none'), passcode: ruleFields.passcode.default(true),
    order: ruleFields.order.default('concatenated'), withoutToken: ruleFields.withoutToken.default('refuse'),
    version: versionSchema.optional(),
  }),
  reply: firstFactorSchema, status: 200, versioned: true,
} as const satisfies Operation;
export const removeFirstFactor = {
  id: 'removeFirstFactor', method: 'DELETE', path: '/sites/{id}/first-factor', permission: 'policies.write', summary: 'Takes the site\'s own rule away: it goes by the one above',
  parameters: idParameters, query: noQuery, body: null, reply: doneSchema, status: 200, versioned: true,
} as const satisfies Operation;
