import { BusError } from '@countersign/messaging';
import {
  auditListContract, auditVerifyContract, clearPinContract, dropsContract, setPinAad, setPinContract, setTokenModeContract, synchroniseContract, tokenStatesContract, unlockContract,
} from '@countersign/contracts';
import type { AuditTrail, AuthService, Gateways, TokenAdminKeys } from '../../application/ports.ts';
import { RemoteRefusal } from '../../application/remote-refusal.ts';
import type { Contract, Requests } from './request-port.ts';

/** Milliseconds that an administrator's question to another service may take. */
const DEADLINE_MS = 5_000;
/** Walking a long trail takes its time. */
const VERIFY_DEADLINE_MS = 300_000;
/** Milliseconds to wait for the slowest gateway's list. */
const GATHER_MS = 1_000;

/** auth, asked over the bus. A PIN crosses it sealed. */
export function authOverBus(bus: Requests, keys: Pick<TokenAdminKeys, 'busCredentials'>): AuthService {
  const ask = async <Q, R>(contract: Contract<Q, R>, body: Q): Promise<R> => {
    try {
      return await bus.request(contract, body, { deadlineMs: DEADLINE_MS });
    } catch (error) {
      throw remote(error);
    }
  };
  return {
    tokenStates: async (assignmentIds) => (await ask(tokenStatesContract, { assignmentIds: [...assignmentIds] })).states,
    setPin: async (assignmentId, pin, actor) => {
      const sealedPin = Buffer.from(keys.busCredentials.seal(Buffer.from(pin, 'utf8'), setPinAad(assignmentId))).toString('base64url');
      await ask(setPinContract, { assignmentId, sealedPin, actor });
    },
    clearPin: async (assignmentId, actor) => void await ask(clearPinContract, { assignmentId, actor }),
    setTokenMode: async (assignmentId, mode, actor) => void await ask(setTokenModeContract, { assignmentId, mode, actor }),
    unlock: async (userId, actor) => void await ask(unlockContract, { userId, actor }),
    synchronise: async (tokenId, code1, code2, actor) => ask(synchroniseContract, { tokenId, code1, code2, actor }),
  };
}

/** audit, asked over the bus. */
export function auditOverBus(bus: Requests): AuditTrail {
  const ask = async <Q, R>(contract: Contract<Q, R>, body: Q, deadlineMs: number): Promise<R> => {
    try {
      return await bus.request(contract, body, { deadlineMs });
    } catch (error) {
      throw remote(error);
    }
  };
  return {
    list: async (filter, { limit, before, after }) => ask(auditListContract, {
      filter, limit, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }),
    }, DEADLINE_MS),
    verify: async () => ask(auditVerifyContract, {}, VERIFY_DEADLINE_MS),
  };
}

export const gatewaysOverBus = (bus: Requests): Gateways => ({
  drops: async () => {
    try {
      return await bus.requestAll(dropsContract, {}, { deadlineMs: GATHER_MS });
    } catch (error) {
      throw remote(error);
    }
  },
});

/** Bus errors as result codes; a refusal carries the code of whoever refused. */
function remote(error: unknown): unknown {
  if (!(error instanceof BusError)) return error;
  const { code, resultCode } = error;
  if (resultCode !== undefined) return new RemoteRefusal(resultCode);
  if (code === 'deadline-exceeded') return new RemoteRefusal('deadline-exceeded');
  return code === 'unavailable' || code === 'no-responder' ? new RemoteRefusal('unavailable') : new RemoteRefusal('internal-error');
}
