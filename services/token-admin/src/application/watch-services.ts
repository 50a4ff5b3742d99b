import type { ReplicaHealth, WatchedService } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { type HealthRound, ServiceStates } from '../domain/service-states.ts';

/** Pauses between two rounds of questions, in milliseconds: while somebody looks, and while nobody does. */
export const WATCHED_PAUSE_MS = 1_000;
export const UNWATCHED_PAUSE_MS = 10_000;
/** Who asked so lately still looks. */
const LOOKS_MS = 30_000;

export interface WatchServicesParts {
  /** What each replica of a service answers; undefined: nobody can be asked. Never rejects. */
  readonly ask: (service: WatchedService) => Promise<readonly ReplicaHealth[] | undefined>;
  /** How this replica fares; it hears itself without a bus. */
  readonly own: () => Promise<ReplicaHealth>;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** Asks every replica again and again, so that a state has a beginning, whoever looked at it. */
export class WatchServices {
  readonly #states: ServiceStates;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #lookedAt = -Infinity;
  #stopped = false;

  constructor(private readonly parts: WatchServicesParts) {
    this.#states = new ServiceStates(parts.now());
  }

  start(): void {
    this.#ask();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** What the last round showed; who is the first to look for a while waits for a new one. */
  async look(): Promise<{ readonly at: string; readonly parts: adminApi.PartHealth[] }> {
    const waited = this.parts.now() - this.#lookedAt > LOOKS_MS;
    this.#lookedAt = this.parts.now();
    if (waited) {
      this.#ask();
      await this.#round;
    }
    return this.#states.current();
  }

  #ask(): void {
    if (this.#stopped || this.#round !== undefined) return;
    clearTimeout(this.#timer);
    this.#round = this.#askAll().catch(this.parts.onError).finally(() => {
      this.#round = undefined;
      if (this.#stopped) return;
      const isLookedAt = this.parts.now() - this.#lookedAt <= LOOKS_MS;
      this.#timer = setTimeout(() => this.#ask(), isLookedAt ? WATCHED_PAUSE_MS : UNWATCHED_PAUSE_MS);
    });
  }

  async #askAll(): Promise<void> {
    const { ask, own, now } = this.parts;
    const [self, gateways, auth, admins, audit] = await Promise.all([own(), ask('radius-gateway'), ask('auth'), ask('token-admin'), ask('audit')]);
    const others = admins?.filter(({ replica }) => replica !== self.replica) ?? [];
    const round: HealthRound = { 'radius-gateway': gateways, auth, 'token-admin': [self, ...others], audit };
    this.#states.take(round, now());
  }
}
