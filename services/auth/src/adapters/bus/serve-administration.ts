import {
  addStandInsContract, clearPinContract, removeStandInsContract, setPinAad, setPinContract, setTokenModeContract, standInAad, standInsContract,
  synchroniseContract, tokenStatesContract, unlockContract, userStatesContract,
} from '@countersign/contracts';
import type { Sealer } from '@countersign/crypto';
import type { Bus, Subscription } from '@countersign/messaging';
import type { StandInAdministration } from '../postgres/stand-in-administration.ts';
import type { TokenAdministration } from '../postgres/token-administration.ts';

const queue = { queue: 'auth' } as const;
const done = { done: true } as const;

/** Answers what administration asks about running state. */
export async function serveAdministration(bus: Bus, administration: TokenAdministration, standIns: StandInAdministration, sealer: Sealer): Promise<Subscription[]> {
  return Promise.all([
    bus.serve(standInsContract, async ({ userId }) => ({ standIns: await standIns.list(userId) }), queue),
    bus.serve(addStandInsContract, async ({ userId, standIns: asked, actor }) => {
      const opened = asked.map(({ sealedSecret, ...standIn }) => ({
        ...standIn, secret: sealer.open(Buffer.from(sealedSecret, 'base64url'), standInAad(standIn.id)).toString('utf8'),
      }));
      await standIns.add(userId, opened, actor);
      return done;
    }, queue),
    bus.serve(removeStandInsContract, async ({ userId, assignmentId, actor }) => ({ removed: await standIns.remove(userId, assignmentId, actor) }), queue),
    bus.serve(userStatesContract, async ({ userIds }) => ({ states: await standIns.lastSignIns(userIds) }), queue),
    bus.serve(tokenStatesContract, async ({ assignmentIds }) => ({ states: await administration.states(assignmentIds) }), queue),
    bus.serve(setPinContract, async ({ assignmentId, sealedPin, actor }) => {
      const pin = sealer.open(Buffer.from(sealedPin, 'base64url'), setPinAad(assignmentId)).toString('utf8');
      await administration.setPin(assignmentId, pin, actor);
      return done;
    }, queue),
    bus.serve(clearPinContract, async ({ assignmentId, actor }) => {
      await administration.setPin(assignmentId, null, actor);
      return done;
    }, queue),
    bus.serve(setTokenModeContract, async ({ assignmentId, mode, actor }) => {
      await administration.setMode(assignmentId, mode, actor);
      return done;
    }, queue),
    bus.serve(unlockContract, async ({ userId, actor }) => {
      await administration.unlock(userId, actor);
      return done;
    }, queue),
    bus.serve(synchroniseContract, async ({ tokenId, code1, code2, actor }) =>
      ({ driftSteps: await administration.synchronise(tokenId, code1, code2, actor) }), queue),
  ]);
}
