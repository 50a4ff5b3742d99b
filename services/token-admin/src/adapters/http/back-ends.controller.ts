import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject } from '@nestjs/common';
import type { AuthService } from '../../application/ports.ts';
import type { TestBackEnd } from '../../application/test-back-end.ts';
import { BackEnds } from '../postgres/back-ends.ts';
import { FirstFactors } from '../postgres/first-factors.ts';
import { Handles, Input, type Call } from './call.ts';
import { AUTH_SERVICE, TEST_BACK_END } from './provided.ts';

const done = { done: true } as const;

@Controller()
export class BackEndsController {
  constructor(
    private readonly backEnds: BackEnds,
    private readonly firstFactors: FirstFactors,
    @Inject(AUTH_SERVICE) private readonly auth: AuthService,
    @Inject(TEST_BACK_END) private readonly testing: TestBackEnd,
  ) {}

  @Handles(api.listBackEnds)
  async list(@Input() { query, caller }: Call<typeof api.listBackEnds>) {
    return this.backEnds.list(query, caller);
  }

  @Handles(api.createBackEnd)
  async create(@Input() { body, caller }: Call<typeof api.createBackEnd>) {
    return this.backEnds.create(body, caller);
  }

  @Handles(api.getBackEnd)
  async get(@Input() { parameters, caller }: Call<typeof api.getBackEnd>) {
    return this.backEnds.get(parameters.id, caller);
  }

  @Handles(api.updateBackEnd)
  async update(@Input() { parameters, body, ...asked }: Call<typeof api.updateBackEnd>) {
    return this.backEnds.update(parameters.id, body, asked);
  }

  @Handles(api.deleteBackEnd)
  async delete(@Input() { parameters, ...asked }: Call<typeof api.deleteBackEnd>) {
    await this.backEnds.delete(parameters.id, asked);
    return done;
  }

  @Handles(api.testBackEnd)
  async test(@Input() { parameters, body, caller }: Call<typeof api.testBackEnd>) {
    return this.testing(await this.backEnds.settingsOf(parameters.id, caller), body);
  }

  @Handles(api.showBackEndHealth)
  async health(@Input() { parameters, caller }: Call<typeof api.showBackEndHealth>) {
    const { id } = await this.backEnds.get(parameters.id, caller);
    return { replicas: await this.auth.backEndHealth(id) };
  }

  @Handles(api.listFirstFactors)
  async listRules(@Input() { query, caller }: Call<typeof api.listFirstFactors>) {
    return this.firstFactors.list(query, caller);
  }

  @Handles(api.getFirstFactor)
  async rule(@Input() { parameters, caller }: Call<typeof api.getFirstFactor>) {
    return { rule: await this.firstFactors.effective(parameters.id, caller) };
  }

  @Handles(api.setFirstFactor)
  async setRule(@Input() { parameters, body, ...asked }: Call<typeof api.setFirstFactor>) {
    const { version: _, ...rule } = body;
    return this.firstFactors.set(parameters.id, rule, asked);
  }

  @Handles(api.removeFirstFactor)
  async removeRule(@Input() { parameters, ...asked }: Call<typeof api.removeFirstFactor>) {
    await this.firstFactors.remove(parameters.id, asked);
    return done;
  }
}
