import { type Drop, explainDrop } from '@countersign/contracts';
import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject } from '@nestjs/common';
import { agentHostWarnings } from '../../application/agent-host-warnings.ts';
import type { Gateways, Surroundings } from '../../application/ports.ts';
import { Activations } from '../postgres/activations.ts';
import { AgentHosts } from '../postgres/agent-hosts.ts';
import { Reaches } from '../postgres/reaches.ts';
import { Handles, Input, type Call } from './call.ts';
import { GATEWAYS, SURROUNDINGS } from './provided.ts';

const NODE_SECRET_BYTES = 32;
const done = { done: true } as const;

@Controller()
export class AgentHostsController {
  constructor(
    private readonly hosts: AgentHosts,
    private readonly activations: Activations,
    @Inject(GATEWAYS) private readonly gateways: Gateways,
    private readonly reaches: Reaches,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Handles(api.listAgentHosts)
  async list(@Input() { query, caller }: Call<typeof api.listAgentHosts>) {
    return this.hosts.list(query, caller);
  }

  @Handles(api.createAgentHost)
  async create(@Input() { body, caller }: Call<typeof api.createAgentHost>) {
    return this.hosts.create(body, caller);
  }

  @Handles(api.getAgentHost)
  async get(@Input() { parameters, caller }: Call<typeof api.getAgentHost>) {
    return this.hosts.get(parameters.id, caller);
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

  @Handles(api.generateNodeSecret)
  async generateNodeSecret(@Input() { parameters, ...asked }: Call<typeof api.generateNodeSecret>) {
    const nodeSecret = Buffer.from(this.surroundings.random(NODE_SECRET_BYTES)).toString('base64url');
    return { agentHost: await this.hosts.setNodeSecret(parameters.id, nodeSecret, asked), nodeSecret };
  }

  @Handles(api.clearNodeSecret)
  async clearNodeSecret(@Input() { parameters, ...asked }: Call<typeof api.clearNodeSecret>) {
    return this.hosts.setNodeSecret(parameters.id, null, asked);
  }

  @Handles(api.listAgentHostWarnings)
  async warnings(@Input() { parameters, caller }: Call<typeof api.listAgentHostWarnings>) {
    const { id } = await this.hosts.get(parameters.id, caller);
    return { warnings: agentHostWarnings(id, (await this.gateways.drops()).flatMap(({ drops }) => drops)) };
  }

  @Handles(api.listActivations)
  async listActivations(@Input() { parameters, caller }: Call<typeof api.listActivations>) {
    return this.activations.list(parameters.id, caller);
  }

  @Handles(api.addActivation)
  async activate(@Input() { parameters, body, caller }: Call<typeof api.addActivation>) {
    await this.activations.set(parameters.id, body, true, caller);
    return done;
  }

  @Handles(api.removeActivation)
  async deactivate(@Input() { parameters, body, caller }: Call<typeof api.removeActivation>) {
    await this.activations.set(parameters.id, body, false, caller);
    return done;
  }

  @Handles(api.listDrops)
  async drops(@Input() { caller }: Call<typeof api.listDrops>) {
    const hosts = await this.reaches.agentHostsOf(caller);
    const replicas = await this.gateways.drops();
    const shown = (drops: readonly Drop[]): Drop[] => drops.filter(({ agentHostId }) => hosts === undefined || hosts.has(agentHostId ?? ''));
    return { replicas: replicas.map(({ replica, drops }) => ({ replica, drops: shown(drops).map((drop) => ({ ...drop, ...explainDrop(drop.reason) })) })) };
  }
}
