import { computeMessageAuthenticator, requestAuthenticatorToSign } from '../integrity/message-authenticator.ts';
import { computeKeyedRequestAuthenticator } from '../integrity/packet-authenticators.ts';
import type { SharedSecret } from '../integrity/shared-secret.ts';
import { type Outcome, refused, usable } from '../outcome.ts';
import type { KeyedCode, RandomlyAuthenticatedCode } from '../packet/codes.ts';
import {
  ATTRIBUTE_HEADER_BYTES,
  AUTHENTICATOR_BYTES,
  AUTHENTICATOR_OFFSET,
  HEADER_BYTES,
} from '../packet/limits.ts';
import type { AttributeInput } from '../packet/packet.ts';
import { WRITE_FAULTS, writePacket } from '../packet/write-packet.ts';

interface CommonRequest {
  /** 0 to 255. */
  readonly identifier: number;
  /** Passwords already hidden (`hideUserPassword`, `chapPassword`). */
  readonly attributes: readonly AttributeInput[];
  readonly secret: SharedSecret;
  /**
   * 'first' puts it at the head. 'none' is for playing a client that is too old for it, such as pam_radius_auth; RFC
   * 5997 does not allow that for Status-Server, nor RFC 3579 for EAP.
   */
  readonly messageAuthenticator: 'first' | 'none';
}

/** Access-Request or Status-Server. */
export interface RandomlyAuthenticatedRequest extends CommonRequest {
  readonly code: RandomlyAuthenticatedCode;
  /** 16 bytes that nobody can guess and that never repeat; the same ones that hid the password. */
  readonly authenticator: Buffer;
}

/** Accounting, CoA or Disconnect request; its authenticator is computed. */
export interface KeyedRequest extends CommonRequest {
  readonly code: KeyedCode;
}

export type RequestInput = RandomlyAuthenticatedRequest | KeyedRequest;

export const REQUEST_FAULTS = [...WRITE_FAULTS, 'identifier-invalid', 'authenticator-length-invalid'] as const;
export type RequestFault = (typeof REQUEST_FAULTS)[number];

const ZEROS = Buffer.alloc(AUTHENTICATOR_BYTES);

/** Makes the datagram of a request, as a NAS would send it. */
export function encodeRequest(request: RequestInput): Outcome<Buffer, RequestFault> {
  const { code, identifier, attributes, secret } = request;
  const authenticator = 'authenticator' in request ? request.authenticator : ZEROS;
  if (!Number.isInteger(identifier) || identifier < 0 || identifier > 255) return refused('identifier-invalid');
  if (authenticator.length !== AUTHENTICATOR_BYTES) return refused('authenticator-length-invalid');

  const messageAuthenticatorFirst = request.messageAuthenticator === 'first';
  const written = writePacket({ code, identifier, authenticator, attributes, messageAuthenticatorFirst });
  if (!written.ok) return written;
  const packet = written.value;
  if (messageAuthenticatorFirst) {
    const covered = requestAuthenticatorToSign({ code, identifier, authenticator });
    packet.set(
      computeMessageAuthenticator(packet, HEADER_BYTES, covered, secret),
      HEADER_BYTES + ATTRIBUTE_HEADER_BYTES,
    );
  }
  if (!('authenticator' in request)) {
    packet.set(computeKeyedRequestAuthenticator(packet, secret), AUTHENTICATOR_OFFSET);
  }
  return usable(packet);
}
