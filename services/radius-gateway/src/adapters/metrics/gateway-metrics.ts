import { type Answer, resultCodes } from '@countersign/contracts';
import type { Metrics } from '@countersign/observability';
import { DECODE_FAULTS, REPLY_FAULTS, VERIFY_FAULTS } from '@countersign/radius';
import type { AuthService, GatewayEvents } from '../../application/ports.ts';
import { gatewayDropReasons } from '../../application/drop-reasons.ts';

/**
 * Where the time of a request goes at the edge: `verify` (from receipt until its authenticator is verified), `auth`
 * (until auth answered), `held` (a reject that waits for its second to be over).
 */
export const gatewayStages = ['verify', 'auth', 'held'] as const;

const replyKinds = ['accept', 'reject', 'challenge', 'accounting', 'status'] as const satisfies readonly Parameters<GatewayEvents['replied']>[0][];
const ports = ['authentication', 'accounting'] as const;
const copies = ['answered', 'in-flight'] as const;
const answers = ['accept', 'refuse', 'challenge', 'silence', 'failed'] as const satisfies readonly (Answer['outcome'] | 'failed')[];
/** The codec's reasons, the edge's own, and those for which auth asks for silence. */
const dropReasons: readonly string[] = [...new Set([
  ...DECODE_FAULTS, ...VERIFY_FAULTS, ...REPLY_FAULTS, ...gatewayDropReasons, ...Object.keys(resultCodes),
])];

/** What is counted at the edge. Labels are closed sets: nothing that a packet says becomes one. */
export class GatewayMetrics {
  /** All that the pipeline tells, but drops and sightings, which are listed, and failures, which are logged. */
  readonly events: Omit<GatewayEvents, 'dropped' | 'sighted' | 'failed'>;
  readonly dropped: (reason: string) => void;
  private readonly took: (stage: (typeof gatewayStages)[number], ms: number) => void;
  private readonly answered: (outcome: (typeof answers)[number]) => void;

  constructor(metrics: Metrics) {
    const took = metrics.durationsBy('countersign_gateway_stage_seconds', 'Time that each stage of a request took at the edge.', { name: 'stage', values: gatewayStages });
    const replied = metrics.durationsBy('countersign_gateway_reply_seconds', 'From the receipt of a request to its reply.', { name: 'kind', values: replyKinds });
    this.took = took;
    this.answered = metrics.counterBy('countersign_gateway_auth_answers_total', 'What auth answered; failed: nothing in time.', { name: 'outcome', values: answers });
    this.dropped = metrics.counterBy('countersign_gateway_dropped_total', 'Datagrams that got no answer.', { name: 'reason', values: dropReasons });
    this.events = {
      received: metrics.counterBy('countersign_gateway_received_total', 'Datagrams received.', { name: 'port', values: ports }),
      verified: (tookMs) => took('verify', tookMs),
      held: (tookMs) => took('held', tookMs),
      replied,
      repeated: metrics.counterBy('countersign_gateway_copies_total', 'Copies of a request that was answered or is in flight.', { name: 'of', values: copies }),
    };
  }

  /** The same auth service, with its time taken and its answers counted. */
  observed(auth: AuthService): AuthService {
    return {
      authenticate: async (question, remainingMs) => {
        const started = performance.now();
        let outcome: (typeof answers)[number] = 'failed';
        try {
          const answer = await auth.authenticate(question, remainingMs);
          outcome = answer.outcome;
          return answer;
        } finally {
          this.took('auth', performance.now() - started);
          this.answered(outcome);
        }
      },
      account: (record, remainingMs) => auth.account(record, remainingMs),
      isReady: () => auth.isReady(),
    };
  }
}
