import { type Outcome, refused, usable } from '../outcome.ts';
import type { Packet } from '../packet/packet.ts';
import { findVendorValues } from '../vendor/vendor-specific.ts';
import { VendorId } from '../vendor/vendor-id.ts';
import type { MsChapV2Exchange } from './ms-chap-v2.ts';

/** Microsoft's attribute numbers (RFC 2548 section 2). */
export const MicrosoftType = {
  chapResponse: 1,
  chapError: 2,
  chapChallenge: 11,
  mppeSendKey: 16,
  mppeRecvKey: 17,
  chap2Response: 25,
  chap2Success: 26,
} as const;

const CHALLENGE_BYTES = 16;
const RESPONSE_BYTES = 50;
/** Where the parts of MS-CHAP2-Response begin: identifier, flags, peer challenge, 8 reserved bytes, NT-Response. */
const PEER_CHALLENGE_OFFSET = 2;
const NT_RESPONSE_OFFSET = 26;

export type MsChapFault =
  /** MS-CHAP version 1 alone: broken, and no two-factor policy allows it. */
  | 'ms-chap-v1-unsupported'
  | 'ms-chap-response-repeated'
  | 'ms-chap-response-length-invalid'
  | 'ms-chap-challenge-missing'
  | 'ms-chap-challenge-repeated'
  | 'ms-chap-challenge-length-invalid';

/** The MS-CHAPv2 exchange of a request, undefined when it has none. All values are views of the packet. */
export function readMsChapV2(packet: Packet): Outcome<MsChapV2Exchange | undefined, MsChapFault> {
  const [response, anotherResponse] = findVendorValues(packet, VendorId.microsoft, MicrosoftType.chap2Response);
  if (response === undefined) {
    const [first] = findVendorValues(packet, VendorId.microsoft, MicrosoftType.chapResponse);
    return first === undefined ? usable(undefined) : refused('ms-chap-v1-unsupported');
  }
  if (anotherResponse !== undefined) return refused('ms-chap-response-repeated');
  if (response.length !== RESPONSE_BYTES) return refused('ms-chap-response-length-invalid');
  const [challenge, anotherChallenge] = findVendorValues(packet, VendorId.microsoft, MicrosoftType.chapChallenge);
  if (challenge === undefined) return refused('ms-chap-challenge-missing');
  if (anotherChallenge !== undefined) return refused('ms-chap-challenge-repeated');
  if (challenge.length !== CHALLENGE_BYTES) return refused('ms-chap-challenge-length-invalid');
  return usable({
    identifier: response.readUInt8(0),
    authenticatorChallenge: challenge,
    peerChallenge: response.subarray(PEER_CHALLENGE_OFFSET, PEER_CHALLENGE_OFFSET + CHALLENGE_BYTES),
    ntResponse: response.subarray(NT_RESPONSE_OFFSET),
  });
}

/** The value of an MS-CHAP2-Response attribute (RFC 2548 section 2.3.2), for clients: 50 bytes. */
export function msChap2Response(exchange: MsChapV2Exchange): Buffer {
  const value = Buffer.alloc(RESPONSE_BYTES);
  value.writeUInt8(exchange.identifier, 0);
  value.set(exchange.peerChallenge, PEER_CHALLENGE_OFFSET);
  value.set(exchange.ntResponse, NT_RESPONSE_OFFSET);
  return value;
}

/** The value of an MS-CHAP2-Success attribute (RFC 2548 section 2.3.3): identifier and "S=…", 43 bytes. */
export function msChap2Success(identifier: number, authenticatorResponse: string): Buffer {
  return Buffer.concat([Buffer.of(identifier), Buffer.from(authenticatorResponse, 'latin1')]);
}

/** What an MS-CHAP-Error says (RFC 2759 section 6). */
export interface MsChapError {
  /** 691 is "authentication failure", 647 "account disabled", 648 "password expired". */
  readonly code: number;
  readonly retry: boolean;
  /** A new 16-byte challenge for the retry. */
  readonly challenge: Buffer;
  /** ASCII text for the person. */
  readonly message: string;
}

/** The value of an MS-CHAP-Error attribute: identifier and "E=… R=… C=… V=3 M=…". */
export function msChapError(identifier: number, error: MsChapError): Buffer {
  const challenge = error.challenge.toString('hex').toUpperCase();
  const text = `E=${error.code} R=${error.retry ? 1 : 0} C=${challenge} V=3 M=${error.message}`;
  return Buffer.concat([Buffer.of(identifier), Buffer.from(text, 'latin1')]);
}
