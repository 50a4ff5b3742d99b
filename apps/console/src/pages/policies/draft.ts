import {
  completePolicy, describePolicyFault, faultsOf, type FoundPolicyFault, type LevelPolicy, mergePolicies, type Policy, type PolicyField, policyFieldNames, policySchema,
} from '@countersign/contracts/admin-api';
import type { PolicyValue } from './PolicyControl.tsx';

/** What somebody is about to set: a value that was emptied is null, one that is inherited is not there. */
export type PolicyDraft = { readonly [Field in PolicyField]?: PolicyValue | null | undefined };

/** The draft as a policy; undefined while a value in it is none. */
export function policyOfDraft(draft: PolicyDraft): Policy | undefined {
  const parsed = policySchema.safeParse(draft);
  return parsed.success ? parsed.data : undefined;
}

/** What cannot work at this level; what the change does to the sites below, the server says. */
export function faultsOfDraft(level: LevelPolicy, policy: Policy): FoundPolicyFault[] {
  const above = Object.fromEntries(policyFieldNames.filter((field) => !['default', 'here'].includes(level.origins[field].from)).map((field) => [field, level.above[field]]));
  const set = mergePolicies([policySchema.parse(above), policy]);
  return faultsOf(set, completePolicy(policy, level.above)).map((fault) => ({ fault, fields: [...describePolicyFault(fault).fields], site: null }));
}

export const isSameDraft = (one: PolicyDraft, other: PolicyDraft): boolean => policyFieldNames.every((field) => one[field] === other[field]);

export const countOf = (draft: PolicyDraft): number => policyFieldNames.filter((field) => draft[field] !== undefined).length;

/** With a place for each value: one that is inherited is undefined there. */
export const wholeDraft = (draft: PolicyDraft): PolicyDraft => Object.fromEntries(policyFieldNames.map((field) => [field, draft[field]]));

export function withValue(draft: PolicyDraft, field: PolicyField, value: PolicyValue | null | undefined): PolicyDraft {
  const { [field]: _, ...rest } = draft;
  return value === undefined ? rest : { ...rest, [field]: value };
}
