import { adminApi as api } from '@countersign/contracts';
import { Controller, Inject } from '@nestjs/common';
import type { Gateways } from '../../application/ports.ts';
import { AgentHosts } from '../postgres/agent-hosts.ts';
import { Handles, Input, type Call } from './call.ts';
import { GATEWAYS } from './provided.ts';

const done = { done: true } as const;

@Controller()
export class AgentHostsController {
  constructor(private readonly hosts: AgentHosts, @Inject(GATEWAYS) private readonly gateways: Gateways) {}

  @Handles(api.listAgentHosts)
  async list(@Input() { query }: Call<typeof api.listAgentHosts>) {
    return this.hosts.list(query);
  }

  @Handles(api.createAgentHost)
  async create(@Input() { body, actor }: Call<typeof api.createAgentHost>) {
    return this.hosts.create(body, actor);
  }

  @Handles(api.getAgentHost)
  async get(@Input() { parameters }: Call<typeof api.getAgentHost>) {
    return this.hosts.get(parameters.id);
  }

  @Handles(api.updateAgentHost)
  async update(@Input() { parameters, body, actor }: Call<typeof api.updateAgentHost>) {
    return this.hosts.update(parameters.id, body, actor);
  }

  @Handles(api.deleteAgentHost)
  async delete(@Input() { parameters, actor }: Call<typeof api.deleteAgentHost>) {
    await this.hosts.delete(parameters.id, actor);
    return done;
  }

  @Handles(api.listActivations)
  async activations(@Input() { parameters }: Call<typeof api.listActivations>) {
    return this.hosts.activations(parameters.id);
  }

  @Handles(api.addActivation)
  async activate(@Input() { parameters, body, actor }: Call<typeof api.addActivation>) {
    await this.hosts.activate(parameters.id, body, true, actor);
    return done;
  }

  @Handles(api.removeActivation)
  async deactivate(@Input() { parameters, body, actor }: Call<typeof api.removeActivation>) {
    await this.hosts.activate(parameters.id, body, false, actor);
    return done;
  }

  @Handles(api.listDrops)
  async drops() {
    return { replicas: await this.gateways.drops() };
  }
}
