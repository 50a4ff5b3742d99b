import { clip } from '@countersign/contracts';
import {
  AttributeType, type CredentialFault, type Outcome, type Packet, type RequestCredentials, findValue, passedOnAttributes,
} from '@countersign/radius';
import type { SignInQuestion } from './ports.ts';

type Asked = Pick<SignInQuestion, 'userName' | 'credentials' | 'state' | 'callingStationId' | 'nasIdentifier' | 'attributes'>;

/**
 * What auth is asked, read from a verified packet. Auth is asked about each of them, also where nobody can say yes:
 * no answer leaves that is not on record.
 */
export function readQuestion(packet: Packet, read: Outcome<RequestCredentials, CredentialFault>): Asked {
  return {
    userName: findValue(packet, AttributeType.userName) ?? Buffer.alloc(0),
    credentials: read.ok ? askedCredentials(read.value) : { method: 'unsupported', offered: read.reason },
    state: findValue(packet, AttributeType.state) ?? null,
    callingStationId: readClaim(packet, AttributeType.callingStationId),
    nasIdentifier: readClaim(packet, AttributeType.nasIdentifier),
    attributes: passedOnAttributes(packet),
  };
}

function askedCredentials(credentials: RequestCredentials): SignInQuestion['credentials'] {
  switch (credentials.kind) {
    case 'pap':
      return { method: 'pap', password: credentials.password };
    case 'chap':
      return { method: 'chap', ...credentials.chap };
    case 'ms-chap-v2':
    case 'eap':
      return { method: 'unsupported', offered: credentials.kind };
    case 'none':
      return { method: 'unsupported', offered: 'credentials-missing' };
  }
}

/** Text for the record; what is no text, or too much of it, must not lose the record (pitfall 11). */
function readClaim(packet: Packet, type: number): string | null {
  const value = findValue(packet, type);
  return value ? clip(value.toString('utf8'), 253) : null;
}
