import { type AuditEntry, type AuditFilter, type Explanation, resultCodes, type ResultCodeEntry } from '@countersign/contracts';
import { type Neighbourhood, Refused, actionsFor, patternAround, patternHints } from '../domain/index.ts';

export interface ExplainTools {
  readonly entry: (sequence: number) => Promise<AuditEntry | undefined>;
  readonly list: (filter: AuditFilter, page: { limit: number }) => Promise<{ entries: readonly AuditEntry[] }>;
}

/** Around an entry, this long before and after, in milliseconds; and at most so many lines. */
const AROUND_MS = 30 * 60_000;
const LINES = 300;
/** A token's drift shows over many sign-ins, maybe weeks. */
const TOKEN_LINES = 20;
const TRACE_STEPS = 64;

/** Says of an entry what it means, what led to it, what the lines around it say, and what would help. */
export class ExplainEvent {
  constructor(private readonly tools: ExplainTools) {}

  /** @param sites of the caller; all unless given @throws Refused not-found */
  async of(sequence: number, sites: readonly string[] | undefined): Promise<Explanation> {
    const entry = await this.tools.entry(sequence);
    const { event } = entry ?? {};
    if (!entry || !event || (sites && (event.site === null || !sites.includes(event.site)))) throw new Refused('not-found');
    const pattern = event.kind === 'sign-in' ? patternAround(entry, await this.around(entry, sites)) : undefined;
    const { text, cause, remedy }: ResultCodeEntry = resultCodes[event.result];
    return {
      entry, text: { ...text }, cause: { ...cause }, remedy: { ...remedy }, trace: traceOf(entry),
      pattern: pattern ? { ...pattern, hint: { ...patternHints[pattern.kind] } } : null,
      actions: actionsFor(event, pattern),
    };
  }

  /** Names are unique in their site only, and who reaches some sites hears of no others: not even how often. */
  private async around({ event }: AuditEntry, sites: readonly string[] | undefined): Promise<Neighbourhood> {
    const at = Date.parse(event.at);
    const of = { kind: 'sign-in', ...(sites ? { sites: [...sites] } : {}) } as const;
    const near = { ...of, from: new Date(at - AROUND_MS).toISOString(), to: new Date(at + AROUND_MS).toISOString() };
    const find = async (filter: AuditFilter | undefined, limit = LINES) => (filter ? (await this.tools.list(filter, { limit })).entries : []);
    const [atAgentHost, ofUser, withObject] = await Promise.all([
      find(event.agentHost ? { ...near, agentHost: event.agentHost.name } : undefined),
      find(event.user?.login ? { ...near, user: event.user.login } : undefined),
      find(event.object?.type === 'token' ? { ...of, to: near.to, object: event.object.label } : undefined, TOKEN_LINES),
    ]);
    return {
      atAgentHost: atAgentHost.filter((line) => line.event.agentHost?.id === event.agentHost?.id),
      ofUser: ofUser.filter((line) => line.event.user?.id === event.user?.id), withObject,
    };
  }
}

/** As auth writes it: `step|looked at|verdict`, joined by `;`. What is not written so is left out. */
function traceOf({ event }: AuditEntry): Explanation['trace'] {
  const { trace } = event.detail;
  if (typeof trace !== 'string') return [];
  return trace.split(';').slice(0, TRACE_STEPS).flatMap((note) => {
    const [, step, lookedAt, verdict] = /^([a-z-]{1,64})\|([^|]{0,253})\|([a-z-]{1,64})$/u.exec(note) ?? [];
    return step !== undefined && lookedAt !== undefined && verdict !== undefined ? [{ step, lookedAt, verdict }] : [];
  });
}
