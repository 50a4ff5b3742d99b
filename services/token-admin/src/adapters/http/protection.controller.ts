import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject } from '@nestjs/common';
import { warningsOfHosts } from '../../application/agent-host-warnings.ts';
import type { Gateways } from '../../application/ports.ts';
import { Refused } from '../../domain/refused.ts';
import { ProtectionBoard } from '../postgres/protection-board.ts';
import { Reaches } from '../postgres/reaches.ts';
import { Handles, Input, type Call } from './call.ts';
import { GATEWAYS } from './provided.ts';

/** The Message-Authenticator board, and the warnings of all agent hosts in reach. */
@Controller()
export class ProtectionController {
  constructor(
    private readonly board: ProtectionBoard,
    private readonly reaches: Reaches,
    @Inject(GATEWAYS) private readonly gateways: Gateways,
  ) {}

  @Handles(api.listProtection)
  async list(@Input() { query, caller }: Call<typeof api.listProtection>) {
    // What the gateways saw a moment ago: whoever has just switched it on at a device looks here.
    if (query.cursor === undefined) await this.#collect();
    return this.board.list(query, caller);
  }

  @Handles(api.requireMessageAuthenticator)
  async require(@Input() { parameters, ...asked }: Call<typeof api.requireMessageAuthenticator>) {
    await this.#collect();
    return this.board.require(parameters.id, asked);
  }

  @Handles(api.listWarnings)
  async warnings(@Input() { caller }: Call<typeof api.listWarnings>) {
    const reached = await this.reaches.agentHostsOf(caller);
    const drops = (await this.gateways.drops()).flatMap((replica) => replica.drops);
    return { items: warningsOfHosts(drops.filter(({ agentHostId }) => reached === undefined || reached.has(agentHostId ?? ''))) };
  }

  /** Without a gateway that answers, what is on record stands. */
  async #collect(): Promise<void> {
    try {
      await this.board.record(await this.gateways.sightings());
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
}
