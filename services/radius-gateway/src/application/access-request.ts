import { clip } from '@countersign/contracts';
import {
  AttributeType, type CredentialFault, type Outcome, type Packet, type RequestCredentials, findValue,
} from '@countersign/radius';
import type { SignInQuestion } from './ports.ts';

/** Why a verified Access-Request cannot be put to auth; answered with a reject and listed with the drops. */
export type UnaskableReason = 'user-name-missing' | 'credentials-missing' | CredentialFault;

type Asked = Pick<SignInQuestion, 'userName' | 'credentials' | 'state' | 'callingStationId' | 'nasIdentifier'>;

/** What auth is asked, read from a verified packet. */
export function readQuestion(packet: Packet, read: Outcome<RequestCredentials, CredentialFault>): Asked | UnaskableReason {
  const userName = findValue(packet, AttributeType.userName);
  if (!userName || userName.length === 0) return 'user-name-missing';
  const credentials = askedCredentials(read);
  if (typeof credentials === 'string') return credentials;
  return {
    userName,
    credentials,
    state: findValue(packet, AttributeType.state) ?? null,
    callingStationId: readClaim(packet, AttributeType.callingStationId),
    nasIdentifier: readClaim(packet, AttributeType.nasIdentifier),
  };
}

/** A protocol that nobody here checks is auth's to refuse: the refusal stands on record with the person's name. */
function askedCredentials(read: Outcome<RequestCredentials, CredentialFault>): SignInQuestion['credentials'] | UnaskableReason {
  if (!read.ok) return unsupportedFault(read.reason) ?? read.reason;
  switch (read.value.kind) {
    case 'pap':
      return { method: 'pap', password: read.value.password };
    case 'chap':
      return { method: 'chap', ...read.value.chap };
    case 'ms-chap-v2':
    case 'eap':
      return { method: 'unsupported', protocol: read.value.kind };
    case 'none':
      return 'credentials-missing';
  }
}

function unsupportedFault(reason: CredentialFault): SignInQuestion['credentials'] | undefined {
  if (reason === 'ms-chap-v1-unsupported') return { method: 'unsupported', protocol: 'ms-chap' };
  if (reason === 'arap-unsupported') return { method: 'unsupported', protocol: 'arap' };
  return undefined;
}

/** Text for the record; what is no text, or too much of it, must not lose the record (pitfall 11). */
function readClaim(packet: Packet, type: number): string | null {
  const value = findValue(packet, type);
  return value ? clip(value.toString('utf8'), 253) : null;
}
