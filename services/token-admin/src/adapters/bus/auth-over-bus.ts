import { randomBytes } from 'node:crypto';
import {
  clearPinContract, setPinAad, setPinContract, setTokenModeContract, synchroniseContract, tokenStatesContract, unlockContract,
  verifyAdministratorAad, verifyAdministratorContract,
} from '@countersign/contracts';
import type { AuthService, TokenAdminKeys } from '../../application/ports.ts';
import { asking, type Requests } from './requests.ts';

const REQUEST_KEY_BYTES = 16;

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
    verifyAdministrator: async ({ secret, ...proof }) => {
      const requestKey = randomBytes(REQUEST_KEY_BYTES).toString('hex');
      const sealed = keys.busCredentials.seal(Buffer.from(secret, 'utf8'), verifyAdministratorAad(requestKey));
      return ask(verifyAdministratorContract, { ...proof, requestKey, sealedSecret: Buffer.from(sealed).toString('base64url') });
    },
    synchronise: async (tokenId, code1, code2, actor) => ask(synchroniseContract, { tokenId, code1, code2, actor }),
  };
}
