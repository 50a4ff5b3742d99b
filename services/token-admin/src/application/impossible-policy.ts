import { describePolicyFault } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { Refused } from '../domain/refused.ts';

type Faults = readonly adminApi.FoundPolicyFault[];

/** A policy, or a policy and a rule about first factors, in which values exclude each other; says which, and where. */
export class ImpossiblePolicy extends Refused {
  constructor(readonly faults: adminApi.FoundPolicyFault[]) {
    super('policy-impossible', describeFaults(faults, 'en'));
  }
}

/** The faults as sentences. */
export const describeFaults = (faults: Faults, language: 'en' | 'zh'): string => faults.map(({ fault, fields, site }) => {
  const text = describePolicyFault(fault)[language];
  return language === 'zh'
    ? `${site === null ? '' : `${site.name}：`}${text}（${fields.join('、')}）`
    : `${site === null ? '' : `${site.name}: `}${text} (${fields.join(', ')})`;
}).join(language === 'zh' ? '' : ' ');
