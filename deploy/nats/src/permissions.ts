import {
  accountContract, agentHostBucket, backEndHealthContract, auditListContract, auditSubject, auditTailContract, auditVerifyContract, authenticateContract, basePolicyContract, tryPolicyContract,
  cancelVerificationContract, changeForwardingContract, clearPinContract, explainContract, readForwardingContract, readVerificationContract,
  refusedReportContract, resultsReportContract, signInsReportContract, startVerificationContract,
  dropsContract, exchangeContract, readyContract, setPinContract, setTokenModeContract, synchroniseContract, tokenStatesContract, unlockContract,
  addStandInsContract, removeStandInsContract, sightingsContract, standInsContract, userStatesContract, verifyAdministratorContract, QUESTIONS_MOST,
  endSessionContract, healthContracts, lastUsesContract, lastUsesV1Contract, listSessionsContract, poolUseContract, unusedContract,
} from '@countersign/contracts';

/** Services that speak on the bus; each has keys of its own. */
export const busServices = ['radius-gateway', 'auth', 'token-admin', 'audit'] as const;
export type BusService = (typeof busServices)[number];

export interface BusAnswers {
  /** Replies to one request. */
  readonly most: number;
  /** How long after the request, as nats-server reads it. */
  readonly within: string;
}

/** Once; verifying a large trail is the slowest. */
const once: BusAnswers = { most: 1, within: '10m' };
/** A message of questions is answered in parts. The server remembers each request for all of that time, so it is short. */
const inParts: BusAnswers = { most: QUESTIONS_MOST, within: '15s' };

/** What one key may do. Everything else is refused by the server. */
export interface BusPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** Whether and how it may answer a request that it received, to where the request said. */
  readonly answers: BusAnswers | null;
}

const requests = (...contracts: readonly { readonly subject: string }[]): string[] => contracts.map(({ subject }) => subject);

const tokenStateRequests = requests(
  tokenStatesContract, setPinContract, clearPinContract, setTokenModeContract, unlockContract, synchroniseContract, verifyAdministratorContract,
  basePolicyContract, tryPolicyContract,
  listSessionsContract, endSessionContract, poolUseContract,
  standInsContract, addStandInsContract, removeStandInsContract, userStatesContract,
  backEndHealthContract, lastUsesContract, lastUsesV1Contract, unusedContract,
);
const signInRequests = requests(authenticateContract, accountContract, readyContract);
const auditRequests = requests(
  auditListContract, auditTailContract, auditVerifyContract, startVerificationContract, readVerificationContract, cancelVerificationContract,
  signInsReportContract, resultsReportContract, refusedReportContract, readForwardingContract, changeForwardingContract, explainContract,
);

const bucketStream = `KV_${agentHostBucket}`;
/**
 * Reading the agent hosts without a consumer: whoever may make one can have the server deliver to any subject, a sign-in
 * request's or somebody's inbox among them.
 */
const readAgentHosts = `$JS.API.DIRECT.GET.${bucketStream}`;
const agentHostChanges = `$KV.${agentHostBucket}.>`;
const AUDIT_STREAM = 'AUDIT';
const AUDIT_CONSUMER = 'audit';

const services: Readonly<Record<BusService, BusPermissions>> = {
  'radius-gateway': {
    publish: [...signInRequests, auditSubject('radius-gateway'), readAgentHosts],
    subscribe: [...requests(dropsContract, sightingsContract, exchangeContract, healthContracts['radius-gateway']), agentHostChanges],
    answers: once,
  },
  auth: {
    publish: [auditSubject('auth')],
    subscribe: [...signInRequests, ...tokenStateRequests, ...requests(healthContracts.auth)],
    answers: inParts,
  },
  'token-admin': {
    publish: [
      ...tokenStateRequests, ...requests(dropsContract, sightingsContract, exchangeContract), ...auditRequests, auditSubject('token-admin'),
      readAgentHosts, agentHostChanges, ...requests(...Object.values(healthContracts)),
    ],
    // One replica hears from the others how they fare.
    subscribe: requests(healthContracts['token-admin']),
    answers: once,
  },
  audit: {
    publish: [
      `$JS.API.CONSUMER.MSG.NEXT.${AUDIT_STREAM}.${AUDIT_CONSUMER}`,
      `$JS.ACK.${AUDIT_STREAM}.${AUDIT_CONSUMER}.>`,
    ],
    subscribe: [...auditRequests, ...requests(healthContracts.audit)],
    answers: once,
  },
};

/**
 * The permissions of a service's key.
 *
 * @param replica for a key that one replica alone holds: it then hears no other replica's answers
 */
export function busPermissions(service: BusService, replica?: string): BusPermissions {
  const { publish, subscribe, answers } = services[service];
  const inbox = replica === undefined ? `_INBOX.${service}.>` : `_INBOX.${service}.${replica}.>`;
  return { publish, subscribe: [...subscribe, inbox], answers };
}

/** The key of the step that makes the stream and the bucket; no service holds it. */
export const installerPermissions: BusPermissions = {
  publish: [
    ...[AUDIT_STREAM, bucketStream].flatMap((stream) => [`$JS.API.STREAM.CREATE.${stream}`, `$JS.API.STREAM.UPDATE.${stream}`]),
    `$JS.API.CONSUMER.CREATE.${AUDIT_STREAM}.${AUDIT_CONSUMER}`,
  ],
  subscribe: ['_INBOX.installer.>'],
  answers: null,
};
