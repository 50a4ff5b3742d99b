import * as api from '@countersign/contracts/admin-api';
import { Controller } from '@nestjs/common';
import { ApiKeys } from '../postgres/api-keys.ts';
import { Groups } from '../postgres/groups.ts';
import { Sites } from '../postgres/sites.ts';
import { Handles, Input, type Call } from './call.ts';

const done = { done: true } as const;

@Controller()
export class OrganisationController {
  constructor(private readonly sites: Sites, private readonly groups: Groups, private readonly apiKeys: ApiKeys) {}

  @Handles(api.listSites)
  async listSites(@Input() { query, caller }: Call<typeof api.listSites>) {
    return this.sites.list(query, caller);
  }

  @Handles(api.createSite)
  async createSite(@Input() { body, caller }: Call<typeof api.createSite>) {
    return this.sites.create(body, caller);
  }

  @Handles(api.getSite)
  async getSite(@Input() { parameters, caller }: Call<typeof api.getSite>) {
    return this.sites.get(parameters.id, caller);
  }

  @Handles(api.updateSite)
  async updateSite(@Input() { parameters, body, ...asked }: Call<typeof api.updateSite>) {
    return this.sites.update(parameters.id, body, asked);
  }

  @Handles(api.deleteSite)
  async deleteSite(@Input() { parameters, ...asked }: Call<typeof api.deleteSite>) {
    await this.sites.delete(parameters.id, asked);
    return done;
  }

  @Handles(api.listGroups)
  async listGroups(@Input() { query, caller }: Call<typeof api.listGroups>) {
    return this.groups.list(query, caller);
  }

  @Handles(api.createGroup)
  async createGroup(@Input() { body, caller }: Call<typeof api.createGroup>) {
    return this.groups.create(body, caller);
  }

  @Handles(api.getGroup)
  async getGroup(@Input() { parameters, caller }: Call<typeof api.getGroup>) {
    return this.groups.get(parameters.id, caller);
  }

  @Handles(api.updateGroup)
  async updateGroup(@Input() { parameters, body, ...asked }: Call<typeof api.updateGroup>) {
    return this.groups.update(parameters.id, body, asked);
  }

  @Handles(api.deleteGroup)
  async deleteGroup(@Input() { parameters, ...asked }: Call<typeof api.deleteGroup>) {
    await this.groups.delete(parameters.id, asked);
    return done;
  }

  @Handles(api.listApiKeys)
  async listApiKeys(@Input() { query, caller }: Call<typeof api.listApiKeys>) {
    return this.apiKeys.list(query, caller);
  }

  @Handles(api.createApiKey)
  async createApiKey(@Input() { body, caller }: Call<typeof api.createApiKey>) {
    return this.apiKeys.create(body, caller);
  }

  @Handles(api.revokeApiKey)
  async revokeApiKey(@Input() { parameters, caller }: Call<typeof api.revokeApiKey>) {
    return this.apiKeys.revoke(parameters.id, caller);
  }
}
