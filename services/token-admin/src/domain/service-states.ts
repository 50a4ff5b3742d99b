import type { ReplicaHealth, WatchedService } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { watchedServices } from '@countersign/contracts';

/** Milliseconds from which on a check is slow: a sign-in asks the database several times. */
export const SLOW_MS = 250;
/** Age of what waits for the audit stream from which on a service is slow, in milliseconds. */
export const BACKLOG_SLOW_MS = 10_000;
/** A replica that was not heard for so long is not reachable: one answer may get lost, two in a row rarely do. */
export const UNHEARD_MS = 4_000;
/** After so long a replica that others have replaced is no longer shown. */
export const FORGOTTEN_MS = 15 * 60_000;

/** What one round of questions brought: the answers of each service, or undefined where nobody could be asked. */
export type HealthRound = Readonly<Record<WatchedService, readonly ReplicaHealth[] | undefined>>;

type Member = adminApi.PartHealth['members'][number];
interface Known { readonly member: Member; readonly heardAt: number }
type PartState = adminApi.PartHealth['state'];

const servers = ['postgresql', 'nats', 'state-store'] as const;
/** Checks that tell of a server rather than of the service that makes them. */
const serverChecks = { postgresql: 'database', nats: 'nats', 'state-store': 'state-store' } as const satisfies Record<(typeof servers)[number], string>;

/** How every part fares and since when, from one round of questions to the next. */
export class ServiceStates {
  readonly #known = new Map<WatchedService, Map<string, Known>>(watchedServices.map((service) => [service, new Map()]));
  readonly #views = new Map<string, { readonly state: Member['state']; readonly since: string }>();
  readonly #parts = new Map<string, { readonly state: PartState; readonly since: string }>();
  #answered: HealthRound | undefined;
  #at: number;

  /** @param startedAt Unix milliseconds, as every time here */
  constructor(private readonly startedAt: number) {
    this.#at = startedAt;
  }

  take(round: HealthRound, now: number): void {
    this.#answered = round;
    this.#at = now;
    for (const service of watchedServices) this.#takeService(service, round[service], now);
  }

  current(): { readonly at: string; readonly parts: adminApi.PartHealth[] } {
    const parts = [
      ...watchedServices.map((part) => this.#part(part, this.#membersOf(part))),
      ...servers.flatMap((part) => {
        const members = this.#seenBy(part);
        return members.length === 0 ? [] : [this.#part(part, members)];
      }),
    ];
    return { at: iso(this.#at), parts };
  }

  #takeService(service: WatchedService, answers: readonly ReplicaHealth[] | undefined, now: number): void {
    const known = this.#known.get(service) ?? new Map<string, Known>();
    for (const answer of answers ?? []) {
      const state = stateOf(answer);
      known.set(answer.replica, { heardAt: now, member: {
        name: answer.replica, state, since: since(known.get(answer.replica)?.member, state, now), outbox: answer.outbox,
        missing: answer.checks.filter(({ outcome }) => outcome !== 'up').map(({ name }) => name),
        tookMs: Math.max(0, ...answer.checks.map(({ tookMs }) => tookMs)), ...answer.ports === undefined ? {} : { ports: answer.ports },
      } });
    }
    const heard = new Set(answers?.map(({ replica }) => replica));
    for (const [name, { member, heardAt }] of known) {
      if (heard.has(name)) continue;
      const unheardMs = now - heardAt;
      const state = answers === undefined ? 'unknown' : unheardMs >= UNHEARD_MS ? 'unreachable' : member.state;
      if (answers !== undefined && heard.size > 0 && unheardMs >= FORGOTTEN_MS) known.delete(name);
      else if (state !== member.state) known.set(name, { heardAt, member: { ...member, state, since: iso(now), missing: [], tookMs: null, outbox: null } });
    }
  }

  #membersOf(service: WatchedService): Member[] {
    const known = [...this.#known.get(service)?.values() ?? []];
    return known.map(({ member }) => member).toSorted((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));
  }

  /** How a server looks from each replica that answered and needs it. */
  #seenBy(part: keyof typeof serverChecks): Member[] {
    return watchedServices.flatMap((service) => (this.#answered?.[service] ?? []).flatMap(({ replica, checks }) => {
      const check = checks.find(({ name }) => name === serverChecks[part]);
      if (check === undefined) return [];
      const state: Member['state'] = check.outcome !== 'up' ? 'unreachable' : check.tookMs >= SLOW_MS ? 'slow' : 'working';
      const key = `${part} ${service} ${replica}`;
      const view = { state, since: since(this.#views.get(key), state, this.#at) };
      this.#views.set(key, view);
      return [{ name: `${service} ${replica}`, ...view, missing: [], tookMs: check.tookMs, outbox: null }];
    }));
  }

  #part(part: adminApi.PartHealth['part'], members: readonly Member[]): adminApi.PartHealth {
    const state = this.#togetherOf(members);
    const before = this.#parts.get(part);
    const shown = { state, since: before === undefined ? iso(this.startedAt) : since(before, state, this.#at) };
    this.#parts.set(part, shown);
    return { part, ...shown, members: [...members] };
  }

  #togetherOf(members: readonly Member[]): PartState {
    if (members.length === 0) return this.#answered === undefined || this.#at - this.startedAt < UNHEARD_MS ? 'unknown' : 'unreachable';
    const states = new Set(members.map(({ state }) => state));
    const [only] = states;
    if (states.size === 1 && only !== undefined) return only;
    if (!states.has('working') && !states.has('slow')) return states.has('not-ready') ? 'not-ready' : 'unreachable';
    return states.has('not-ready') || states.has('unreachable') || states.has('unknown') ? 'partly' : 'slow';
  }
}

function stateOf({ ready, checks, outbox }: ReplicaHealth): Member['state'] {
  if (!ready) return 'not-ready';
  return checks.some(({ outcome, tookMs }) => outcome === 'up' && tookMs >= SLOW_MS) || (outbox?.oldestMs ?? 0) >= BACKLOG_SLOW_MS ? 'slow' : 'working';
}

const iso = (ms: number): string => new Date(ms).toISOString();

function since(before: { readonly state: string; readonly since: string } | undefined, state: string, now: number): string {
  return before?.state === state ? before.since : iso(now);
}
