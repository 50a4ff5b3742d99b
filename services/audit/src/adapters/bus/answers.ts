import {
  type AuditVerdict, auditListContract, auditTailContract, auditVerifyContract, cancelVerificationContract, changeForwardingContract, explainContract,
  readForwardingContract, readVerificationContract, refusedReportContract, resultsReportContract, signInsReportContract, startVerificationContract,
} from '@countersign/contracts';
import { type Bus, type Handler, RefusedError, type RequestContract, type Subscription } from '@countersign/messaging';
import type { ExplainEvent } from '../../application/explain-event.ts';
import type { Tail } from '../../application/tail.ts';
import type { Verifications } from '../../application/verifications.ts';
import { Refused } from '../../domain/index.ts';
import type { EventQueries } from '../postgres/event-queries.ts';
import type { ForwardingTable } from '../postgres/forwarding-table.ts';
import type { Reports } from '../postgres/reports.ts';

export interface AnswersParts {
  readonly bus: Bus;
  readonly events: EventQueries;
  readonly tail: Tail;
  readonly verify: () => Promise<AuditVerdict>;
  readonly verifications: Verifications;
  readonly reports: Reports;
  readonly forwarding: ForwardingTable;
  readonly explain: ExplainEvent;
}

/** Answers every question about the trail; replicas share them. */
export async function serveAnswers({ bus, events, tail, verify, verifications, reports, forwarding, explain }: AnswersParts): Promise<Subscription[]> {
  const answer = async <Request, Reply>(contract: RequestContract<Request, Reply>, handler: Handler<Request, Reply>): Promise<Subscription> =>
    bus.serve(contract, async (question, context) => handler(question, context).catch((error: unknown) => {
      throw error instanceof Refused ? new RefusedError(error.code) : error;
    }), { queue: 'audit' });
  return Promise.all([
    answer(auditListContract, async ({ filter, ...page }) => events.list(filter, page)),
    answer(auditTailContract, async (question) => tail.next(question)),
    answer(auditVerifyContract, async () => verify()),
    answer(startVerificationContract, async ({ actor }) => verifications.start(actor)),
    answer(readVerificationContract, async ({ id }) => verifications.read(id)),
    answer(cancelVerificationContract, async ({ id, actor }) => verifications.cancel(id, actor)),
    answer(signInsReportContract, async (question) => ({ rows: await reports.signIns(question) })),
    answer(resultsReportContract, async (question) => ({ rows: await reports.results(question) })),
    answer(refusedReportContract, async (question) => ({ rows: await reports.refused(question) })),
    answer(readForwardingContract, async () => forwarding.read()),
    answer(changeForwardingContract, async (change) => forwarding.change(change)),
    answer(explainContract, async ({ sequence, sites }) => explain.of(sequence, sites)),
  ]);
}
