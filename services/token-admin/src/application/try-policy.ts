import { type AuditEntry, type Policy, TRIAL_TRACE_CHARACTERS, type TrialSignIn, type TrialVerdict } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { type Caller, requirePermission } from '../domain/caller.ts';
import type { AuditTrail, AuthService } from './ports.ts';

/** Lines of the trail that are looked through for sign-ins of the people whom a draft concerns, and those of one page. */
export const MOST_SCANNED = 10_000;
const PAGE = 500;
/** What a question to auth may hold. */
const SOURCE_CHARACTERS = 600;
const WORD_CHARACTERS = 64;

type Pair = { readonly current: Policy; readonly draft: Policy };
type Trial = adminApi.OperationReply<typeof adminApi.tryPolicy>;
type Known = AuditEntry & { readonly siteId: string };

export interface TryPolicyParts {
  readonly policies: {
    draft(level: string, policy: Policy, caller: Caller): Promise<{ faults: adminApi.FoundPolicyFault[]; sites: ReadonlyMap<string, Pair> }>;
  };
  /** The sites of users that still are; and the sites whose sign-ins the caller may see. */
  readonly sitesOfUsers: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly reach: (caller: Caller) => Promise<string[] | undefined>;
  readonly trail: Pick<AuditTrail, 'list'>;
  readonly auth: Pick<AuthService, 'tryPolicy'>;
}

/**
 * What the last sign-ins of the people whom a draft concerns would have come to under it. Each goes by the policy that is
 * in force at the user's site now, and by the one that would be.
 */
export class TryPolicy {
  constructor(private readonly parts: TryPolicyParts) {}

  /** @throws Refused not-found, forbidden, unavailable */
  async try(level: string, policy: Policy, last: number, caller: Caller): Promise<Trial> {
    requirePermission(caller, 'audit.read');
    const { faults, sites } = await this.parts.policies.draft(level, policy, caller);
    const found = faults.length > 0 ? [] : await this.#signIns(sites, last, await this.parts.reach(caller));
    const verdicts = await this.#judge(found, sites);
    const count = (verdict: TrialVerdict['verdict']): number => verdicts.filter((each) => each.verdict === verdict).length;
    return {
      faults, counts: { same: count('same'), changes: count('changes'), unknown: count('unknown') },
      from: found[0]?.event.at ?? null, to: found.at(-1)?.event.at ?? null,
      lines: found.flatMap((entry, index) => lineOf(entry, verdicts[index])).toReversed(),
    };
  }

  /** Oldest first. */
  async #signIns(sites: ReadonlyMap<string, Pair>, last: number, reach: string[] | undefined): Promise<Known[]> {
    const { trail, sitesOfUsers } = this.parts;
    const found: Known[] = [];
    let before: number | undefined;
    for (let scanned = 0; scanned < MOST_SCANNED && found.length < last; scanned += PAGE) {
      const { entries, next } = await trail.list({ kind: 'sign-in', ...reach === undefined ? {} : { sites: reach } }, { limit: PAGE, ...before === undefined ? {} : { before } });
      const siteOf = await sitesOfUsers([...new Set(entries.flatMap(({ event }) => event.user?.id ?? []))]);
      found.push(...entries.flatMap((entry) => {
        const siteId = siteOf.get(entry.event.user?.id ?? '');
        return siteId !== undefined && sites.has(siteId) ? [{ ...entry, siteId }] : [];
      }));
      if (next === null) break;
      before = next;
    }
    return found.slice(0, last).toReversed();
  }

  async #judge(found: readonly Known[], sites: ReadonlyMap<string, Pair>): Promise<TrialVerdict[]> {
    if (found.length === 0) return [];
    const pairs = new Map<string, { index: number; pair: Pair }>();
    const signIns = found.map(({ event, siteId }): TrialSignIn => {
      const pair = sites.get(siteId) ?? { current: {}, draft: {} };
      const key = JSON.stringify([pair.current, pair.draft]);
      const known = pairs.get(key) ?? { index: pairs.size, pair };
      pairs.set(key, known);
      return factsOf(event, known.index);
    });
    return this.parts.auth.tryPolicy({ pairs: [...pairs.values()].map(({ pair }) => ({ ...pair })), signIns });
  }
}

function factsOf(event: AuditEntry['event'], pair: number): TrialSignIn {
  const { detail, agentHost, user, result } = event;
  const text = (name: string): string | null => (typeof detail[name] === 'string' ? detail[name] : null);
  const number = (name: string): number | null => (typeof detail[name] === 'number' ? detail[name] : null);
  return {
    pair, at: Date.parse(event.at), result, user: user?.id ?? '', source: `${agentHost?.id ?? ''} ${text('callingStationId') ?? ''}`.slice(0, SOURCE_CHARACTERS),
    method: (text('method') ?? '').slice(0, WORD_CHARACTERS), trace: wholeNotes(text('trace') ?? ''),
    offsetSteps: number('offsetSteps'), offsetCodes: number('offsetCodes'), fault: text('fault')?.slice(0, WORD_CHARACTERS) ?? null,
    costsTry: detail['costsTry'] === true, tokens: number('tokens'),
  };
}

const wholeNotes = (trace: string): string => (trace.length <= TRIAL_TRACE_CHARACTERS ? trace : trace.slice(0, trace.lastIndexOf(';', TRIAL_TRACE_CHARACTERS)));

function lineOf({ sequence, event }: AuditEntry, verdict: TrialVerdict | undefined): adminApi.TrialLine[] {
  if (verdict === undefined || verdict.verdict === 'same') return [];
  return [{
    sequence, at: event.at, login: event.user?.login ?? '', agentHost: event.agentHost?.name ?? null, recorded: event.result, verdict: verdict.verdict,
    predicted: verdict.verdict === 'changes' ? verdict.predicted : null, reason: verdict.verdict === 'unknown' ? verdict.reason : null,
  }];
}
