import { AttributeType, type Packet, type RequestCredentials, findValue } from '@countersign/radius';
import type { SignInQuestion } from './ports.ts';

/** Why a verified Access-Request cannot be put to auth; answered with a reject and listed with the drops. */
export type UnaskableReason = 'user-name-missing' | 'credentials-missing' | 'ms-chap-unsupported' | 'eap-unsupported';

type Asked = Pick<SignInQuestion, 'userName' | 'credentials' | 'state' | 'callingStationId' | 'nasIdentifier'>;

/** What auth is asked, read from a verified packet. */
export function readQuestion(packet: Packet, credentials: RequestCredentials): Asked | UnaskableReason {
  const userName = findValue(packet, AttributeType.userName);
  if (!userName || userName.length === 0) return 'user-name-missing';
  const asked = askedCredentials(credentials);
  if (typeof asked === 'string') return asked;
  return {
    userName,
    credentials: asked,
    state: findValue(packet, AttributeType.state) ?? null,
    callingStationId: readClaim(packet, AttributeType.callingStationId),
    nasIdentifier: readClaim(packet, AttributeType.nasIdentifier),
  };
}

function askedCredentials(credentials: RequestCredentials): SignInQuestion['credentials'] | UnaskableReason {
  switch (credentials.kind) {
    case 'pap':
      return { method: 'pap', password: credentials.password };
    case 'chap':
      return { method: 'chap', ...credentials.chap };
    case 'ms-chap-v2':
      return 'ms-chap-unsupported';
    case 'eap':
      return 'eap-unsupported';
    case 'none':
      return 'credentials-missing';
  }
}

/** Text for the record; what is no text must not lose the record (pitfall 11). */
function readClaim(packet: Packet, type: number): string | null {
  const value = findValue(packet, type);
  return value ? value.toString('utf8').replaceAll(/\p{Cc}/gu, '\uFFFD').slice(0, 253) : null;
}
