import type { adminApi } from '@countersign/contracts';
import { Refused } from '../domain/refused.ts';

/** A policy in which values exclude each other; says which, and where. */
export class ImpossiblePolicy extends Refused {
  constructor(detail: string, readonly faults: adminApi.FoundPolicyFault[]) {
    super('policy-impossible', detail);
  }
}
