import { type AuditEntry, type AuditEvent, describeResult, isGoodResult } from '@countersign/contracts';
import { isRefused } from './sign-in-outcomes.ts';

/** RFC 5424 section 6.2.1. */
const SEVERITY = { warning: 4, notice: 5, informational: 6 } as const;
/** RFC 5424 section 6.2.5: at most so many printable ASCII characters. */
const HOSTNAME_CHARACTERS = 255;
/** Reserved for examples (RFC 5612): there is no registered number for this product. */
const STRUCTURED_DATA_ID = 'countersign@32473';

export interface SyslogSource {
  /** RFC 5424 section 6.2.1, 0 to 23. */
  readonly facility: number;
  readonly hostname: string;
}

/**
 * An entry as a syslog message (RFC 5424): what receivers filter by as structured data, the whole entry as JSON behind
 * it, without a byte-order mark, so that it parses (section 6.4, MSG-ANY).
 */
export function syslogMessage(entry: AuditEntry, { facility, hostname }: SyslogSource): string {
  const { sequence, event } = entry;
  const header = `<${facility * 8 + severityOf(event)}>1 ${event.at} ${headerField(hostname)} countersign ${event.service} ${event.kind}`;
  return `${header} ${structuredData(sequence, event)} ${JSON.stringify(entry)}`;
}

/** Octet counting (RFC 6587 section 3.4.1, RFC 5425 section 4.3). */
export function framed(message: string): Buffer {
  const bytes = Buffer.from(message, 'utf8');
  return Buffer.concat([Buffer.from(`${bytes.length} `, 'ascii'), bytes]);
}

function severityOf({ kind, result }: AuditEvent): number {
  if (kind === 'system' || kind === 'drop') return SEVERITY.warning;
  return isRefused(result) && !isGoodResult(result) ? SEVERITY.notice : SEVERITY.informational;
}

function structuredData(sequence: number, { result, user, agentHost, host, object }: AuditEvent): string {
  const fields: readonly (readonly [string, string | undefined | null])[] = [
    ['sequence', String(sequence)], ['result', result], ['number', String(describeResult(result, 'en').number)],
    ['user', user?.login], ['agentHost', agentHost?.name], ['host', host], ['object', object?.label],
  ];
  const given = fields.flatMap(([name, value]) => (value ? [` ${name}="${escaped(value)}"`] : []));
  return `[${STRUCTURED_DATA_ID}${given.join('')}]`;
}

/** RFC 5424 section 6.3.3. */
const escaped = (value: string): string => value.replaceAll(/["\\\]]/g, (character) => `\\${character}`).replaceAll(/\p{Cc}/gu, ' ');
const headerField = (text: string): string => text.replaceAll(/[^\x21-\x7e]/g, '').slice(0, HOSTNAME_CHARACTERS) || '-';
