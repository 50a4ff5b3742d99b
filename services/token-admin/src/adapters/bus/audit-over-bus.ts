import { auditListContract, auditVerifyContract } from '@countersign/contracts';
import type { AuditTrail } from '../../application/ports.ts';
import { asking, type Requests } from './requests.ts';

/** Walking a long trail takes its time. */
const VERIFY_DEADLINE_MS = 300_000;

/** audit, asked over the bus. */
export function auditOverBus(bus: Requests): AuditTrail {
  const ask = asking(bus, 'audit');
  return {
    list: async (filter, { limit, before, after }) => ask(auditListContract, {
      filter, limit, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }),
    }),
    verify: async () => ask(auditVerifyContract, {}, VERIFY_DEADLINE_MS),
  };
}
