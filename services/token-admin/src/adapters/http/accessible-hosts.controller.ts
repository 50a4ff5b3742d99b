import * as api from '@countersign/contracts/admin-api';
import { Controller } from '@nestjs/common';
import { AccessibleHosts } from '../postgres/accessible-hosts.ts';
import { Handles, Input, type Call } from './call.ts';

@Controller()
export class AccessibleHostsController {
  constructor(private readonly hosts: AccessibleHosts) {}

  @Handles(api.listUserHosts)
  async ofUser(@Input() { parameters, query, caller }: Call<typeof api.listUserHosts>) {
    return this.hosts.ofUser(parameters.id, query, caller);
  }

  @Handles(api.listGroupHosts)
  async ofGroup(@Input() { parameters, query, caller }: Call<typeof api.listGroupHosts>) {
    return this.hosts.ofGroup(parameters.id, query, caller);
  }
}
