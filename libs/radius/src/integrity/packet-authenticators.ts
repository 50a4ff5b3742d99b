import { timingSafeEqual } from 'node:crypto';
import { AUTHENTICATOR_BYTES, AUTHENTICATOR_OFFSET, PACKET_MAXIMUM_BYTES } from '../packet/limits.ts';
import type { Packet, PacketHeader } from '../packet/packet.ts';
import type { SharedSecret } from './shared-secret.ts';

const ZEROS = Buffer.alloc(AUTHENTICATOR_BYTES);
const workspace = Buffer.alloc(PACKET_MAXIMUM_BYTES);

function md5WithAuthenticator(raw: Uint8Array, authenticator: Uint8Array, secret: SharedSecret): Buffer {
  workspace.set(raw);
  workspace.set(authenticator, AUTHENTICATOR_OFFSET);
  return secret.md5After(workspace.subarray(0, raw.length));
}

/** The authenticator of Accounting, CoA and Disconnect requests: MD5 with zeros in its place (RFC 2866 section 3). */
export function computeKeyedRequestAuthenticator(raw: Uint8Array, secret: SharedSecret): Buffer {
  return md5WithAuthenticator(raw, ZEROS, secret);
}

/** The Response Authenticator: MD5 with the request's authenticator in its place (RFC 2865 section 3). */
export function computeResponseAuthenticator(raw: Uint8Array, request: PacketHeader, secret: SharedSecret): Buffer {
  return md5WithAuthenticator(raw, request.authenticator, secret);
}

/** Whether a keyed request was made with this secret; constant time. */
export function isKeyedRequestAuthentic(packet: Packet, secret: SharedSecret): boolean {
  return timingSafeEqual(computeKeyedRequestAuthenticator(packet.raw, secret), packet.authenticator);
}

/** Whether a reply was made with this secret for this request; constant time. */
export function isResponseAuthentic(reply: Packet, request: PacketHeader, secret: SharedSecret): boolean {
  return timingSafeEqual(computeResponseAuthenticator(reply.raw, request, secret), reply.authenticator);
}
