import * as api from '@countersign/contracts/admin-api';
import { Controller } from '@nestjs/common';
import { DirectorySyncs } from '../postgres/directory-syncs.ts';
import { Jobs } from '../postgres/jobs.ts';
import { Handles, Input, type Call } from './call.ts';

@Controller()
export class DirectorySyncsController {
  constructor(private readonly syncs: DirectorySyncs, private readonly jobs: Jobs) {}

  @Handles(api.listDirectorySyncs)
  async list(@Input() { query, caller }: Call<typeof api.listDirectorySyncs>) {
    return this.syncs.list(query, caller);
  }

  @Handles(api.createDirectorySync)
  async create(@Input() { body, caller }: Call<typeof api.createDirectorySync>) {
    return this.syncs.create(body, caller);
  }

  @Handles(api.getDirectorySync)
  async get(@Input() { parameters, caller }: Call<typeof api.getDirectorySync>) {
    return this.syncs.get(parameters.id, caller);
  }

  @Handles(api.updateDirectorySync)
  async update(@Input() { parameters, body, ...asked }: Call<typeof api.updateDirectorySync>) {
    return this.syncs.update(parameters.id, body, asked);
  }

  @Handles(api.deleteDirectorySync)
  async delete(@Input() { parameters, ...asked }: Call<typeof api.deleteDirectorySync>) {
    await this.syncs.delete(parameters.id, asked);
    return { done: true as const };
  }

  @Handles(api.runDirectorySync)
  async run(@Input() { parameters, body, caller }: Call<typeof api.runDirectorySync>) {
    return this.jobs.create(await this.syncs.job(parameters.id, body, caller), caller);
  }
}
