import {
  checkMessageAuthenticator,
  type MessageAuthenticatorFault,
  requestAuthenticatorToSign,
} from '../integrity/message-authenticator.ts';
import { isKeyedRequestAuthentic } from '../integrity/packet-authenticators.ts';
import type { SharedSecret } from '../integrity/shared-secret.ts';
import { type Outcome, refused, usable } from '../outcome.ts';
import { AttributeType } from '../packet/attribute-type.ts';
import { isKeyedCode, isRequestCode, PacketCode } from '../packet/codes.ts';
import type { Packet } from '../packet/packet.ts';

/**
 * How strict to be with Access-Requests that carry no Message-Authenticator. Both switches off leaves an agent host
 * open to CVE-2024-3596; administration must refuse to save that, and this codec obeys what it is given.
 */
export interface IntegrityPolicy {
  /** Refuse them all. */
  readonly requireMessageAuthenticator: boolean;
  /** Refuse those with a Proxy-State, which the attack needs; looked at only where the first switch is off. */
  readonly limitProxyState: boolean;
}

/** Why a well-formed packet is not to be answered. */
export const VERIFY_FAULTS = [
  /** A reply came to the server's port. */
  'not-a-request',
  'message-authenticator-repeated',
  'message-authenticator-length-invalid',
  'message-authenticator-wrong',
  /** The agent host is required to send one. */
  'message-authenticator-missing',
  /** RFC 5997 section 3. */
  'status-server-without-message-authenticator',
  /** RFC 3579 section 3.1. */
  'eap-message-without-message-authenticator',
  /** RFC 3579 section 3.3. */
  'eap-message-with-password',
  /** RFC 2865 section 4.1: User-Password or CHAP-Password, once. */
  'several-passwords',
  /** CVE-2024-3596. */
  'proxy-state-without-message-authenticator',
  /** The MD5 of an Accounting, CoA or Disconnect request. */
  'request-authenticator-wrong',
] as const;
export type VerifyFault = (typeof VERIFY_FAULTS)[number];

/** What the sender of a verified request has shown. */
export interface VerifiedRequest {
  /**
   * Whether it proved that it knows the secret: by Message-Authenticator, or by the authenticator of a keyed request.
   * Where it is false, anybody who can forge the source address may have sent the packet.
   */
  readonly proven: boolean;
}

const PROVEN = usable<VerifiedRequest>({ proven: true });
const UNPROVEN = usable<VerifiedRequest>({ proven: false });

/** What the rules ask about the attributes of an Access-Request, counted in one pass. */
interface Census {
  passwords: number;
  eap: boolean;
  proxyState: boolean;
}

function takeCensus(packet: Packet): Census {
  const census: Census = { passwords: 0, eap: false, proxyState: false };
  for (const { type } of packet.attributes) {
    switch (type) {
      case AttributeType.userPassword:
      case AttributeType.chapPassword:
      case AttributeType.arapPassword:
        census.passwords += 1;
        break;
      case AttributeType.eapMessage:
        census.eap = true;
        break;
      case AttributeType.proxyState:
        census.proxyState = true;
        break;
      default:
        break;
    }
  }
  return census;
}

function faultOfUnsigned(packet: Packet, census: Census, policy: IntegrityPolicy): VerifyFault | undefined {
  if (packet.code === PacketCode.statusServer) return 'status-server-without-message-authenticator';
  if (census.eap) return 'eap-message-without-message-authenticator';
  if (policy.requireMessageAuthenticator) return 'message-authenticator-missing';
  if (policy.limitProxyState && census.proxyState) return 'proxy-state-without-message-authenticator';
  return undefined;
}

function verifyKeyed(packet: Packet, secret: SharedSecret): Outcome<VerifiedRequest, VerifyFault> {
  if (!isKeyedRequestAuthentic(packet, secret)) return refused('request-authenticator-wrong');
  const state = checkMessageAuthenticator(packet, requestAuthenticatorToSign(packet), secret);
  return state === 'absent' || state === 'right' ? PROVEN : refused<MessageAuthenticatorFault>(state);
}

/**
 * Decides whether a request may be looked at, by what it proves and what it must not contain. A refused packet is
 * dropped in silence: an Access-Reject would tell a forger that the address and port are right (RFC 3579 section 3.2).
 *
 * Nothing of the packet, NAS-IP-Address included, is to be believed before this says ok.
 */
export function verifyRequest(
  packet: Packet,
  secret: SharedSecret,
  policy: IntegrityPolicy,
): Outcome<VerifiedRequest, VerifyFault> {
  if (!isRequestCode(packet.code)) return refused('not-a-request');
  if (isKeyedCode(packet.code)) return verifyKeyed(packet, secret);

  const census = takeCensus(packet);
  if (census.eap && census.passwords > 0) return refused('eap-message-with-password');
  if (census.passwords > 1) return refused('several-passwords');

  const state = checkMessageAuthenticator(packet, requestAuthenticatorToSign(packet), secret);
  if (state === 'right') return PROVEN;
  if (state !== 'absent') return refused<MessageAuthenticatorFault>(state);
  const fault = faultOfUnsigned(packet, census, policy);
  return fault === undefined ? UNPROVEN : refused(fault);
}
