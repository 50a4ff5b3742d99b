import { randomBytes } from 'node:crypto';
import {
  addStandInsContract, backEndHealthContract, basePolicyContract, clearPinContract, lastUsesContract, removeStandInsContract, setPinAad, setPinContract, setTokenModeContract, standInAad, standInsContract,
  synchroniseContract, tokenStatesContract, tryPolicyContract, unlockContract, unusedContract, userStatesContract, verifyAdministratorAad, verifyAdministratorContract,
  endSessionContract, listSessionsContract, poolUseContract,
} from '@countersign/contracts';
import type { AuthService, TokenAdminKeys } from '../../application/ports.ts';
import { remoteRefusal } from './remote-refusal.ts';
import { asking, type Requests } from './requests.ts';

const REQUEST_KEY_BYTES = 16;
/** For what a list shows beside what the directory knows: nobody waits long for it. */
const BESIDE_DEADLINE_MS = 1_000;
/** Milliseconds to wait for the slowest replica, and for another one after the last that answered. */
const GATHER_MS = 1_000;
const SETTLE_MS = 200;

/** A thousand sign-ins are replayed in far less. */
const TRIAL_DEADLINE_MS = 20_000;
/** A million rows are counted in seconds, which only the first one ever waits for. */
const COUNT_DEADLINE_MS = 60_000;

/** auth, asked over the bus. What is secret crosses it sealed. */
export function authOverBus(bus: Requests, keys: Pick<TokenAdminKeys, 'busCredentials'>): AuthService {
  const ask = asking(bus, 'auth');
  return {
    tokenStates: async (assignmentIds) => (await ask(tokenStatesContract, { assignmentIds: [...assignmentIds] })).states,
    setPin: async (assignmentId, pin, actor) => {
      const sealedPin = Buffer.from(keys.busCredentials.seal(Buffer.from(pin, 'utf8'), setPinAad(assignmentId))).toString('base64url');
      await ask(setPinContract, { assignmentId, sealedPin, actor });
    },
    clearPin: async (assignmentId, actor) => void await ask(clearPinContract, { assignmentId, actor }),
    setTokenMode: async (assignmentId, mode, actor) => void await ask(setTokenModeContract, { assignmentId, mode, actor }),
    unlock: async (userId, actor) => void await ask(unlockContract, { userId, actor }),
    onlineSessions: async (asked) => (await ask(listSessionsContract, asked)).sessions,
    endSession: async (id, sites, actor) => void await ask(endSessionContract, { id, sites, actor }),
    poolUse: async (poolIds) => new Map((await ask(poolUseContract, { poolIds: [...poolIds] }, BESIDE_DEADLINE_MS)).pools.map(({ poolId, used }) => [poolId, used])),
    verifyAdministrator: async ({ secret, ...proof }) => {
      const requestKey = randomBytes(REQUEST_KEY_BYTES).toString('hex');
      const sealed = keys.busCredentials.seal(Buffer.from(secret, 'utf8'), verifyAdministratorAad(requestKey));
      return ask(verifyAdministratorContract, { ...proof, requestKey, sealedSecret: Buffer.from(sealed).toString('base64url') });
    },
    standIns: async (userId) => (await ask(standInsContract, { userId })).standIns,
    addStandIns: async (userId, standIns, actor) => {
      const sealed = standIns.map(({ secret, ...standIn }) => ({
        ...standIn, sealedSecret: Buffer.from(keys.busCredentials.seal(Buffer.from(secret, 'utf8'), standInAad(standIn.id))).toString('base64url'),
      }));
      await ask(addStandInsContract, { userId, standIns: sealed, actor });
    },
    removeStandIns: async (userId, assignmentId, actor) => void await ask(removeStandInsContract, { userId, assignmentId, actor }),
    lastSignIns: async (userIds) => {
      if (userIds.length === 0) return new Map();
      const { states } = await ask(userStatesContract, { userIds: [...userIds] }, BESIDE_DEADLINE_MS);
      return new Map(states.map(({ userId, lastSignInAt }) => [userId, lastSignInAt]));
    },
    tryPolicy: async (question) => (await ask(tryPolicyContract, question, TRIAL_DEADLINE_MS)).verdicts,
    lastUses: async (question) => ask(lastUsesContract, question, COUNT_DEADLINE_MS),
    unused: async (question) => ask(unusedContract, question),
    basePolicy: async () => (await ask(basePolicyContract, {})).policy,
    backEndHealth: async (backEndId) => {
      try {
        return await bus.requestAll(backEndHealthContract, { backEndId }, { deadlineMs: GATHER_MS, settleMs: SETTLE_MS });
      } catch (error) {
        throw remoteRefusal(error, 'auth');
      }
    },
    synchronise: async (tokenId, code1, code2, actor) => ask(synchroniseContract, { tokenId, code1, code2, actor }),
  };
}
