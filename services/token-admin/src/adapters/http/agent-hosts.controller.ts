import { adminApi as api } from '@countersign/contracts';
import { Controller, Inject } from '@nestjs/common';
import { agentHostWarnings } from '../../application/agent-host-warnings.ts';
import type { Gateways } from '../../application/ports.ts';
import { Activations } from '../postgres/activations.ts';
import { AgentHosts } from '../postgres/agent-hosts.ts';
import { Handles, Input, type Call } from './call.ts';
import { GATEWAYS } from './provided.ts';

const done = { done: true } as const;

@Controller()
export class AgentHostsController {
  constructor(
    private readonly hosts: AgentHosts,
    private readonly activations: Activations,
    @Inject(GATEWAYS) private readonly gateways: Gateways,
  ) {}

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
  async update(@Input() { parameters, body, ...asked }: Call<typeof api.updateAgentHost>) {
    return this.hosts.update(parameters.id, body, asked);
  }

  @Handles(api.deleteAgentHost)
  async delete(@Input() { parameters, ...asked }: Call<typeof api.deleteAgentHost>) {
    await this.hosts.delete(parameters.id, asked);
    return done;
  }

  @Handles(api.listAgentHostWarnings)
  async warnings(@Input() { parameters }: Call<typeof api.listAgentHostWarnings>) {
    const { id } = await this.hosts.get(parameters.id);
    return { warnings: agentHostWarnings(id, (await this.gateways.drops()).flatMap(({ drops }) => drops)) };
  }

  @Handles(api.listActivations)
  async listActivations(@Input() { parameters }: Call<typeof api.listActivations>) {
    return this.activations.list(parameters.id);
  }

  @Handles(api.addActivation)
  async activate(@Input() { parameters, body, actor }: Call<typeof api.addActivation>) {
    await this.activations.set(parameters.id, body, true, actor);
    return done;
  }

  @Handles(api.removeActivation)
  async deactivate(@Input() { parameters, body, actor }: Call<typeof api.removeActivation>) {
    await this.activations.set(parameters.id, body, false, actor);
    return done;
  }

  @Handles(api.listDrops)
  async drops() {
    return { replicas: await this.gateways.drops() };
  }
}
