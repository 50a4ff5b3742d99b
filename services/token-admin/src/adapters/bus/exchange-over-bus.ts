import { exchangeContract } from '@countersign/contracts';
import type { TestSignInParts } from '../../application/test-sign-in.ts';
import { asking, type Requests } from './requests.ts';

/** A gateway, asked to take a datagram as if it came from an agent host. */
export function exchangeOverBus(bus: Requests): TestSignInParts['exchange'] {
  const ask = asking(bus, 'radius-gateway');
  return async (sourceAddress, datagram) => {
    const reply = await ask(exchangeContract, { sourceAddress, datagram: datagram.toString('base64url') });
    return { ...reply, datagram: reply.datagram === null ? null : Buffer.from(reply.datagram, 'base64url') };
  };
}
