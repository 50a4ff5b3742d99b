import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject } from '@nestjs/common';
import type { AuthService, HashPassword } from '../../application/ports.ts';
import { withdrawStandIns } from '../../application/withdraw-stand-ins.ts';
import { Administrators } from '../postgres/administrators.ts';
import { Settings } from '../postgres/settings.ts';
import { Handles, Input, type Call } from './call.ts';
import { AUTH_SERVICE, HASH_PASSWORD } from './provided.ts';

const done = { done: true } as const;

/** Who administers, and what is set for the whole installation. */
@Controller()
export class AdministratorsController {
  constructor(
    private readonly administrators: Administrators,
    private readonly settings: Settings,
    @Inject(HASH_PASSWORD) private readonly hashPassword: HashPassword,
    @Inject(AUTH_SERVICE) private readonly auth: AuthService,
  ) {}

  @Handles(api.listAdministrators)
  async list(@Input() { query, caller }: Call<typeof api.listAdministrators>) {
    return this.administrators.list(query, caller);
  }

  @Handles(api.createAdministrator)
  async create(@Input() { body, caller }: Call<typeof api.createAdministrator>) {
    const { password, ...administrator } = body;
    const hash = await this.hashPassword(password); // slow: before the transaction
    return this.administrators.create(
      { ...administrator, password: { text: password, hash } }, caller, async () => withdrawStandIns(this.auth, body.userId, caller.actor));
  }

  @Handles(api.getAdministrator)
  async get(@Input() { parameters, caller }: Call<typeof api.getAdministrator>) {
    return this.administrators.get(parameters.id, caller);
  }

  @Handles(api.updateAdministrator)
  async update(@Input() { parameters, body, ...asked }: Call<typeof api.updateAdministrator>) {
    return this.administrators.update(parameters.id, body, asked);
  }

  @Handles(api.deleteAdministrator)
  async delete(@Input() { parameters, ...asked }: Call<typeof api.deleteAdministrator>) {
    await this.administrators.delete(parameters.id, asked);
    return done;
  }

  @Handles(api.endAdministratorSessions)
  async endSessions(@Input() { parameters, caller }: Call<typeof api.endAdministratorSessions>) {
    await this.administrators.endSessions(parameters.id, caller);
    return done;
  }

  @Handles(api.getSettings)
  async getSettings() {
    return this.settings.get();
  }

  @Handles(api.updateSettings)
  async updateSettings(@Input() { body, ...asked }: Call<typeof api.updateSettings>) {
    return this.settings.update(body, asked);
  }
}
