import * as api from '@countersign/contracts/admin-api';
import { type AttributeDefinition, listDefinitions, vendorName } from '@countersign/radius';
import { Controller, Inject } from '@nestjs/common';
import type { AuthService } from '../../application/ports.ts';
import { maySend } from '../../domain/radius-lines.ts';
import { Refused } from '../../domain/refused.ts';
import { AddressPools, type Pool } from '../postgres/address-pools.ts';
import { RadiusProfiles } from '../postgres/radius-profiles.ts';
import { Handles, Input, type Call } from './call.ts';
import { AUTH_SERVICE } from './provided.ts';

const done = { done: true } as const;

@Controller()
export class RadiusProfilesController {
  constructor(private readonly profiles: RadiusProfiles, private readonly pools: AddressPools, @Inject(AUTH_SERVICE) private readonly auth: AuthService) {}

  @Handles(api.listRadiusProfiles)
  async list(@Input() { query, caller }: Call<typeof api.listRadiusProfiles>) {
    return this.profiles.list(query, caller);
  }

  @Handles(api.createRadiusProfile)
  async create(@Input() { body, caller }: Call<typeof api.createRadiusProfile>) {
    return this.profiles.create(body, caller);
  }

  @Handles(api.getRadiusProfile)
  async get(@Input() { parameters, caller }: Call<typeof api.getRadiusProfile>) {
    return this.profiles.get(parameters.id, caller);
  }

  @Handles(api.updateRadiusProfile)
  async update(@Input() { parameters, body, ...asked }: Call<typeof api.updateRadiusProfile>) {
    return this.profiles.update(parameters.id, body, asked);
  }

  @Handles(api.deleteRadiusProfile)
  async delete(@Input() { parameters, ...asked }: Call<typeof api.deleteRadiusProfile>) {
    await this.profiles.delete(parameters.id, asked);
    return done;
  }

  @Handles(api.listRadiusProfileUses)
  async uses(@Input() { parameters, caller }: Call<typeof api.listRadiusProfileUses>) {
    return this.profiles.uses(parameters.id, caller);
  }

  @Handles(api.getEffectiveRadiusProfile)
  async effective(@Input() { parameters, query, caller }: Call<typeof api.getEffectiveRadiusProfile>) {
    return this.profiles.effective(parameters.id, query.agentHostId, caller);
  }

  @Handles(api.listRadiusAttributes)
  attributes() {
    return { attributes: listDefinitions().filter(({ type, secret }) => type !== 'vsa' && !secret).map(attributeOf) };
  }

  @Handles(api.listAddressPools)
  async listPools(@Input() { query, caller }: Call<typeof api.listAddressPools>) {
    const { items, nextCursor } = await this.pools.list(query, caller);
    return { items: await this.#withUse(items), nextCursor };
  }

  @Handles(api.createAddressPool)
  async createPool(@Input() { body, caller }: Call<typeof api.createAddressPool>) {
    return this.pools.create(body, caller);
  }

  @Handles(api.getAddressPool)
  async getPool(@Input() { parameters, caller }: Call<typeof api.getAddressPool>) {
    const pool = await this.pools.get(parameters.id, caller);
    const [shown = pool] = await this.#withUse([pool]);
    return shown;
  }

  @Handles(api.updateAddressPool)
  async updatePool(@Input() { parameters, body, ...asked }: Call<typeof api.updateAddressPool>) {
    return this.pools.update(parameters.id, body, asked);
  }

  @Handles(api.deleteAddressPool)
  async deletePool(@Input() { parameters, ...asked }: Call<typeof api.deleteAddressPool>) {
    await this.pools.delete(parameters.id, asked);
    return done;
  }

  /** Without auth the pools are shown all the same. */
  async #withUse(pools: readonly Pool[]): Promise<api.AddressPool[]> {
    try {
      const used = await this.auth.poolUse(pools.map(({ id }) => id));
      return pools.map((pool) => ({ ...pool, used: used.get(pool.id) ?? 0 }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return [...pools];
    }
  }
}

function attributeOf(definition: AttributeDefinition): api.RadiusAttribute {
  const { name, vendorId, type, tagged, valueNames } = definition;
  return {
    name, type, tagged, vendor: vendorId === undefined ? null : vendorName(vendorId) ?? String(vendorId), reply: maySend(definition),
    values: [...valueNames.values()],
  };
}
