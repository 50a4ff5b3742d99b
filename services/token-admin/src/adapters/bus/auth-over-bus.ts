import {
  clearPinContract, setPinAad, setPinContract, setTokenModeContract, synchroniseContract, tokenStatesContract, unlockContract,
} from '@countersign/contracts';
import type { AuthService, TokenAdminKeys } from '../../application/ports.ts';
import { asking, type Requests } from './requests.ts';

/** auth, asked over the bus. A PIN crosses it sealed. */
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
    synchronise: async (tokenId, code1, code2, actor) => ask(synchroniseContract, { tokenId, code1, code2, actor }),
  };
}
