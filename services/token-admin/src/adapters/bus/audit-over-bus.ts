import {
  auditListContract, auditTailContract, auditVerifyContract, cancelVerificationContract, changeForwardingContract, explainContract,
  readForwardingContract, readVerificationContract, refusedReportContract, resultsReportContract, signInsReportContract, startVerificationContract,
} from '@countersign/contracts';
import type { AuditTrail } from '../../application/ports.ts';
import { asking, type Requests } from './requests.ts';

/** Walking a long trail takes its time. */
const VERIFY_DEADLINE_MS = 300_000;
/** Counting over a year, or looking for what hardly ever happens, takes longer than a page of the trail. */
const SEARCH_DEADLINE_MS = 30_000;

/** audit, asked over the bus. */
export function auditOverBus(bus: Requests): AuditTrail {
  const ask = asking(bus, 'audit');
  return {
    list: async (filter, page) => ask(auditListContract, { filter, ...page }, SEARCH_DEADLINE_MS),
    tail: async (question) => ask(auditTailContract, question, question.waitMs + SEARCH_DEADLINE_MS),
    explain: async (sequence, sites) => ask(explainContract, { sequence, sites }),
    verify: async () => ask(auditVerifyContract, {}, VERIFY_DEADLINE_MS),
    startVerification: async (actor) => ask(startVerificationContract, { actor }),
    readVerification: async (id) => ask(readVerificationContract, { id }),
    cancelVerification: async (id, actor) => ask(cancelVerificationContract, { id, actor }),
    forwarding: async () => ask(readForwardingContract, {}),
    changeForwarding: async (change) => ask(changeForwardingContract, change),
    signIns: async (question) => ask(signInsReportContract, question, SEARCH_DEADLINE_MS),
    results: async (question) => ask(resultsReportContract, question, SEARCH_DEADLINE_MS),
    refused: async (question) => ask(refusedReportContract, question, SEARCH_DEADLINE_MS),
  };
}
