/** Resolves when all is well; rejects, or takes too long, when it is not. */
export type HealthCheck = () => Promise<unknown>;

export interface HealthReport {
  readonly status: 'ready' | 'not-ready';
  /** By name; never why: an error may say more than everybody may read. One that is reported only does not decide. */
  readonly checks: Readonly<Record<string, 'up' | 'down' | 'timeout'>>;
}

/** One check as it went. */
export interface CheckResult {
  readonly name: string;
  readonly outcome: 'up' | 'down' | 'timeout';
  /** Milliseconds. */
  readonly tookMs: number;
}

const TIMEOUT_MS = 2000;

/**
 * What has to answer for a process to take work. Nothing is registered yet, or the process is on its way out: not
 * ready. Live is whoever answers at all.
 */
export class HealthRegistry {
  private readonly checks = new Map<string, { readonly check: HealthCheck; readonly decides: boolean }>();
  private running: Promise<HealthReport> | undefined;
  private state: 'starting' | 'serving' | 'draining' = 'starting';

  constructor(private readonly timeoutMs = TIMEOUT_MS) {}

  /** @throws Error when the name is taken: two parts would hide each other */
  add(name: string, check: HealthCheck): void {
    this.put(name, check, true);
  }

  /** Shown, but ready without it: its loss harms only a part. @throws Error when the name is taken */
  addReportedOnly(name: string, check: HealthCheck): void {
    this.put(name, check, false);
  }

  /** Everything has been started. */
  serving(): void {
    this.state = 'serving';
  }

  /** From now on not ready, so that nobody sends more work here. */
  draining(): void {
    this.state = 'draining';
  }

  /** Asks every check at once. Who asks meanwhile gets the same report: a burst of probes is one round of checks. */
  async ready(): Promise<HealthReport> {
    this.running ??= this.ask().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /**
   * Every check with the time that it took, for who watches this process from elsewhere.
   *
   * @param timeoutMs instead of the registry's own
   * @returns whether it can do its work, as far as checks say: who is asked has been started
   */
  async inspect(timeoutMs: number): Promise<{ readonly ready: boolean; readonly checks: readonly CheckResult[] }> {
    const asked = await this.askAll(timeoutMs);
    return {
      ready: this.state !== 'draining' && isWell(asked),
      checks: asked.map(({ name, outcome, tookMs }) => ({ name, outcome, tookMs })),
    };
  }

  private put(name: string, check: HealthCheck, decides: boolean): void {
    if (this.checks.has(name)) throw new Error(`there is a health check "${name}" already`);
    this.checks.set(name, { check, decides });
  }

  private async ask(): Promise<HealthReport> {
    const asked = await this.askAll(this.timeoutMs);
    const ready = this.state === 'serving' && isWell(asked);
    return { status: ready ? 'ready' : 'not-ready', checks: Object.fromEntries(asked.map(({ name, outcome }) => [name, outcome])) };
  }

  private async askAll(timeoutMs: number): Promise<readonly (CheckResult & { readonly decides: boolean })[]> {
    return Promise.all([...this.checks].map(async ([name, { check, decides }]) => {
      const begun = performance.now();
      const outcome = await outcomeOf(check, timeoutMs);
      return { name, decides, outcome, tookMs: Math.round(performance.now() - begun) };
    }));
  }
}

const isWell = (asked: readonly { readonly decides: boolean; readonly outcome: CheckResult['outcome'] }[]): boolean =>
  asked.every(({ decides, outcome }) => !decides || outcome === 'up');

async function outcomeOf(check: HealthCheck, timeoutMs: number): Promise<CheckResult['outcome']> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'timeout');
  });
  try {
    return await Promise.race([late, Promise.resolve().then(check).then(() => 'up' as const, () => 'down' as const)]);
  } finally {
    clearTimeout(timer);
  }
}
