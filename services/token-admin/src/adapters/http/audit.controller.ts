import { adminApi as api } from '@countersign/contracts';
import { Controller, Inject } from '@nestjs/common';
import type { AuditTrail } from '../../application/ports.ts';
import { Refused } from '../../domain/refused.ts';
import { Reaches } from '../postgres/reaches.ts';
import { Handles, Input, type Call } from './call.ts';
import { AUDIT_TRAIL } from './provided.ts';

/** The trail belongs to the audit service; here it is asked. */
@Controller()
export class AuditController {
  constructor(@Inject(AUDIT_TRAIL) private readonly trail: AuditTrail, private readonly reaches: Reaches) {}

  @Handles(api.listAuditEvents)
  async list(@Input() { query, caller }: Call<typeof api.listAuditEvents>) {
    const { limit, before, after, order, ...filter } = query;
    const sites = await this.reaches.sitesOf(caller);
    return this.trail.list(sites === undefined ? filter : { ...filter, sites }, { limit, before, after, order });
  }

  @Handles(api.explainAuditEvent)
  async explain(@Input() { parameters, caller }: Call<typeof api.explainAuditEvent>) {
    return this.trail.explain(parameters.sequence, await this.reaches.sitesOf(caller));
  }

  @Handles(api.verifyAudit)
  async verify() {
    return this.trail.verify();
  }

  @Handles(api.startAuditVerification)
  async startVerification() {
    return this.trail.startVerification();
  }

  @Handles(api.getAuditVerification)
  async getVerification(@Input() { parameters }: Call<typeof api.getAuditVerification>) {
    return this.trail.readVerification(parameters.id);
  }

  @Handles(api.cancelAuditVerification)
  async cancelVerification(@Input() { parameters }: Call<typeof api.cancelAuditVerification>) {
    return this.trail.cancelVerification(parameters.id);
  }

  @Handles(api.getAuditForwarding)
  async forwarding() {
    return this.trail.forwarding();
  }

  @Handles(api.updateAuditForwarding)
  async changeForwarding(@Input() { body, caller, version }: Call<typeof api.updateAuditForwarding>) {
    // The whole trail goes there, whatever sites the caller reaches.
    if (caller.scope.kind !== 'all') throw new Refused('forbidden', 'It is for those whose scope is everything.');
    return this.trail.changeForwarding({ ...body, version, actor: caller.actor });
  }
}
