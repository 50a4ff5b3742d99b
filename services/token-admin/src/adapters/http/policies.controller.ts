import * as api from '@countersign/contracts/admin-api';
import { Controller } from '@nestjs/common';
import { TryPolicy } from '../../application/try-policy.ts';
import { Policies } from '../postgres/policies.ts';
import { Handles, Input, type Call } from './call.ts';

/** What the installation and each site set. */
@Controller()
export class PoliciesController {
  constructor(private readonly policies: Policies, private readonly tryPolicy: TryPolicy) {}

  @Handles(api.listPolicies)
  async list(@Input() { query, caller }: Call<typeof api.listPolicies>) {
    return this.policies.list(query, caller);
  }

  @Handles(api.getPolicy)
  async get(@Input() { parameters, caller }: Call<typeof api.getPolicy>) {
    return this.policies.get(parameters.id, caller);
  }

  @Handles(api.updatePolicy)
  async update(@Input() { parameters, body, ...asked }: Call<typeof api.updatePolicy>) {
    return this.policies.update(parameters.id, body.policy, asked);
  }

  @Handles(api.tryPolicy)
  async try(@Input() { parameters, body, caller }: Call<typeof api.tryPolicy>) {
    return this.tryPolicy.try(parameters.id, body.policy, body.last, caller);
  }
}
