import type { HealthView } from './combined-health.ts';
import type { HealthReport } from './health-registry.ts';

/** Something that a process needs stopped answering, or answers again. */
export interface HealthChange {
  /** The check's name, such as `database`. */
  readonly check: string;
  /** Whose checks they were. */
  readonly services: readonly string[];
  /** `timeout`: silence; `down`: it refuses, or is not there. */
  readonly outcome: 'up' | 'down' | 'timeout';
  /** When it was first found not to answer, in Unix milliseconds; at its return, too. */
  readonly since: number;
}

export interface HealthWatchOptions {
  /** By the name of the service. */
  readonly services: Readonly<Record<string, HealthView>>;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly told: (change: HealthChange) => void;
  readonly everyMs?: number;
}

/** Each look asks the database a few small questions. */
const EVERY_MS = 2000;
/** What fails because the database does: one cause is told once. */
const NEEDS_DATABASE: ReadonlySet<string> = new Set(['directory-views', 'outbox', 'auth']);
const DATABASE = 'database';
/** So long after its return they may still fail for its sake. */
const ECHO_MS = 10_000;

interface Trouble {
  readonly since: number;
  readonly services: Set<string>;
}

/** Looks at the checks of a process again and again, and tells each one that stops answering once, and its return. */
export class HealthWatch {
  private readonly troubles = new Map<string, Trouble>();
  private readonly stopping = new AbortController();
  private databaseFailedAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(private readonly options: HealthWatchOptions) {}

  start(): void {
    clearTimeout(this.timer);
    this.looking = this.look().finally(() => {
      if (!this.stopping.signal.aborted) this.timer = setTimeout(() => this.start(), this.options.everyMs ?? EVERY_MS);
    });
  }

  /** Resolves when the look that is under way is over. */
  async looked(): Promise<void> {
    await this.looking;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.looked();
  }

  private async look(): Promise<void> {
    const begun = this.options.now();
    const reports = await Promise.all(Object.entries(this.options.services).map(async ([service, health]) => ({ service, ...await health.ready() })));
    if (this.stopping.signal.aborted) return;
    const failing = failingOf(reports);
    if (failing.has(DATABASE)) this.databaseFailedAt = begun;
    if (begun - this.databaseFailedAt < ECHO_MS) for (const check of NEEDS_DATABASE) if (!this.troubles.has(check)) failing.delete(check);
    for (const [check, { outcome, services }] of failing) this.failed(check, outcome, services, begun);
    for (const check of [...this.troubles.keys()].filter((known) => !failing.has(known))) this.returned(check);
  }

  private failed(check: string, outcome: 'down' | 'timeout', services: readonly string[], since: number): void {
    const known = this.troubles.get(check);
    for (const service of services) known?.services.add(service);
    if (known) return;
    this.troubles.set(check, { since, services: new Set(services) });
    this.options.told({ check, outcome, services, since });
  }

  private returned(check: string): void {
    const trouble = this.troubles.get(check);
    this.troubles.delete(check);
    if (trouble) this.options.told({ check, outcome: 'up', services: [...trouble.services], since: trouble.since });
  }
}

type Failing = Map<string, { readonly outcome: 'down' | 'timeout'; readonly services: readonly string[] }>;

function failingOf(reports: readonly (HealthReport & { readonly service: string })[]): Failing {
  const failing = new Map<string, { outcome: 'down' | 'timeout'; services: string[] }>();
  for (const { service, checks } of reports) {
    for (const [check, outcome] of Object.entries(checks)) {
      if (outcome === 'up') continue;
      const known = failing.get(check);
      if (known) known.services.push(service);
      else failing.set(check, { outcome, services: [service] });
    }
  }
  return failing;
}
