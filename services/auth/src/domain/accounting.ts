/** What a device reports about a session (RFC 2866), read from attributes as dictionaries write them. */
export interface SessionReport {
  readonly status: 'start' | 'interim' | 'stop';
  readonly sessionId: string;
  readonly callingStationId: string | null;
  /** IPv4 address in dotted form. */
  readonly address: string | null;
  /** How long the session lasts by now; null when the device does not say. */
  readonly seconds: number | null;
  /** As the device counts: what it received from the person, and sent to that one. */
  readonly inputOctets: number | null;
  readonly outputOctets: number | null;
}

/** The device begins or ends to report: whatever it had is over. */
export type AccountingReport = SessionReport | { readonly status: 'all-over' };

const STATUS: Readonly<Record<string, AccountingReport['status']>> = {
  start: 'start', stop: 'stop', 'interim-update': 'interim', 'accounting-on': 'all-over', 'accounting-off': 'all-over',
};
const GIGAWORD = 2 ** 32;

/** Undefined for what is about no session: another status, or one without Acct-Session-Id (RFC 2866 section 5.5). */
export function readAccounting(attributes: Readonly<Record<string, string>>): AccountingReport | undefined {
  const status = STATUS[(attributes['Acct-Status-Type'] ?? '').toLowerCase()];
  if (status === undefined) return undefined;
  if (status === 'all-over') return { status };
  const sessionId = attributes['Acct-Session-Id'];
  if (sessionId === undefined || sessionId === '') return undefined;
  const octets = (direction: string): number | null => {
    const low = numberOf(attributes[`Acct-${direction}-Octets`]);
    return low === null ? null : low + (numberOf(attributes[`Acct-${direction}-Gigawords`]) ?? 0) * GIGAWORD;
  };
  return {
    status, sessionId, callingStationId: attributes['Calling-Station-Id'] ?? null, address: addressOf(attributes['Framed-IP-Address']),
    seconds: numberOf(attributes['Acct-Session-Time']), inputOctets: octets('Input'), outputOctets: octets('Output'),
  };
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/** 255.255.255.254 and .255 are no addresses but wishes (RFC 2865 section 5.8). */
function addressOf(text: string | undefined): string | null {
  if (text === undefined || !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) || text.startsWith('255.255.255.25') || text === '0.0.0.0') return null;
  return text.split('.').every((octet) => Number(octet) <= 255) ? text : null;
}
