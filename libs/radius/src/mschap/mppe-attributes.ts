import { saltEncrypt, type SaltEncryptFault } from '../credentials/salt-encryption.ts';
import type { SharedSecret } from '../integrity/shared-secret.ts';
import { type Outcome, usable } from '../outcome.ts';
import type { AttributeInput } from '../packet/packet.ts';
import { VendorId } from '../vendor/vendor-id.ts';
import { vendorSpecific, type VendorFault } from '../vendor/vendor-specific.ts';
import { MicrosoftType } from './ms-chap-attributes.ts';
import type { MppeKeys } from './mppe-keys.ts';

/** Two random bytes for each key; they must differ, or the second key would be hidden by the first one's stream. */
export interface MppeSalts {
  readonly send: Uint8Array;
  readonly receive: Uint8Array;
}

function keyAttribute(
  type: number,
  key: Buffer,
  salt: Uint8Array,
  secret: SharedSecret,
  requestAuthenticator: Uint8Array,
): Outcome<AttributeInput, SaltEncryptFault | VendorFault> {
  const encrypted = saltEncrypt(key, salt, secret, requestAuthenticator);
  return encrypted.ok ? vendorSpecific(VendorId.microsoft, [{ type, value: encrypted.value }]) : encrypted;
}

/** MS-MPPE-Send-Key and MS-MPPE-Recv-Key for an Access-Accept (RFC 2548 sections 2.4.2 and 2.4.3). */
export function mppeKeyAttributes(
  keys: MppeKeys,
  salts: MppeSalts,
  secret: SharedSecret,
  requestAuthenticator: Uint8Array,
): Outcome<AttributeInput[], SaltEncryptFault | VendorFault> {
  const send = keyAttribute(MicrosoftType.mppeSendKey, keys.send, salts.send, secret, requestAuthenticator);
  if (!send.ok) return send;
  const receive = keyAttribute(MicrosoftType.mppeRecvKey, keys.receive, salts.receive, secret, requestAuthenticator);
  return receive.ok ? usable([send.value, receive.value]) : receive;
}
