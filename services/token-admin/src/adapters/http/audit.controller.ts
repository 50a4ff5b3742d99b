import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject } from '@nestjs/common';
import type { AuditTrail } from '../../application/ports.ts';
import { requireCertificates } from '../../application/certificates.ts';
import { type Caller, requireConfirmed } from '../../domain/caller.ts';
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
  async verify(@Input() { caller }: Call<typeof api.verifyAudit>) {
    requireWholeTrail(caller);
    return this.trail.verify();
  }

  @Handles(api.startAuditVerification)
  async startVerification(@Input() { caller }: Call<typeof api.startAuditVerification>) {
    requireWholeTrail(caller);
    return this.trail.startVerification(caller.actor);
  }

  @Handles(api.getAuditVerification)
  async getVerification(@Input() { parameters, caller }: Call<typeof api.getAuditVerification>) {
    requireWholeTrail(caller);
    return this.trail.readVerification(parameters.id);
  }

  @Handles(api.cancelAuditVerification)
  async cancelVerification(@Input() { parameters, caller }: Call<typeof api.cancelAuditVerification>) {
    requireWholeTrail(caller);
    return this.trail.cancelVerification(parameters.id, caller.permissions.has('audit.administer') ? undefined : caller.actor);
  }

  @Handles(api.getAuditForwarding)
  async forwarding() {
    return this.trail.forwarding();
  }

  @Handles(api.updateAuditForwarding)
  async changeForwarding(@Input() { body, caller, version }: Call<typeof api.updateAuditForwarding>) {
    requireWholeTrail(caller);
    if (body.settings !== null && body.settings.authority !== null) requireCertificates(body.settings.authority);
    requireConfirmed(caller); // it could take the trail to somebody else, or away from who watches it
    return this.trail.changeForwarding({ ...body, version, actor: caller.actor });
  }
}

/**
 * The chain has no sites: whoever walks it learns how long it is and where it broke, and all of it goes to a receiver.
 * @throws Refused forbidden
 */
function requireWholeTrail({ scope }: Caller): void {
  if (scope.kind !== 'all') throw new Refused('forbidden', 'It is for those whose scope is everything.');
}
