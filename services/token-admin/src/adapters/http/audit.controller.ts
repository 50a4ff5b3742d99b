import { adminApi as api } from '@countersign/contracts';
import { Controller, Inject } from '@nestjs/common';
import type { AuditTrail } from '../../application/ports.ts';
import { Reaches } from '../postgres/reaches.ts';
import { Handles, Input, type Call } from './call.ts';
import { AUDIT_TRAIL } from './provided.ts';

/** The trail belongs to the audit service; here it is asked. */
@Controller()
export class AuditController {
  constructor(@Inject(AUDIT_TRAIL) private readonly trail: AuditTrail, private readonly reaches: Reaches) {}

  @Handles(api.listAuditEvents)
  async list(@Input() { query, caller }: Call<typeof api.listAuditEvents>) {
    const { limit, before, after, ...filter } = query;
    const sites = await this.reaches.sitesOf(caller);
    return this.trail.list(sites === undefined ? filter : { ...filter, sites }, { limit, before, after });
  }

  @Handles(api.verifyAudit)
  async verify() {
    return this.trail.verify();
  }
}
