import { type HealthChange, errorReporter, healthLine, isError, safeError } from '@countersign/observability';
import { isUnavailable } from '@countersign/persistence';
import { errorLine } from './error-line.ts';

export interface BackgroundLogOptions {
  readonly print: (line: string) => void;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Calls back after so many milliseconds; needs not outlive the process. */
  readonly later: (work: () => void, ms: number) => void;
}

/** Longer than it takes until health notices that the database does not answer. */
const HELD_MS = 5000;
/** What a query that began before the database's return may still bring. */
const ECHO_MS = 10_000;

/**
 * What goes wrong while the server runs, as lines. That the database does not answer is told once, by its health: the
 * errors of everybody who asked it meanwhile say no more, and are left out.
 */
export class BackgroundLog {
  private readonly repeated: (error: unknown) => void;
  private databaseIsAway = false;
  private databaseReturnedAt = -Infinity;

  constructor(private readonly options: BackgroundLogOptions) {
    this.repeated = errorReporter({
      warn: ({ err, suppressed }) => {
        options.print(`${errorLine(isError(err) ? safeError(err) : err)}${suppressed === undefined ? '' : ` (and ${suppressed} more of these)`}`);
      },
    }, options.now);
  }

  error(error: unknown): void {
    if (!mayBeSilence(error)) return this.repeated(error);
    if (this.isEcho()) return undefined;
    this.options.later(() => {
      if (!this.isEcho()) this.repeated(error);
    }, HELD_MS);
    return undefined;
  }

  health(change: HealthChange): void {
    const { check, outcome } = change;
    const now = this.options.now();
    if (check === 'database') {
      this.databaseIsAway = outcome !== 'up';
      if (outcome === 'up') this.databaseReturnedAt = now;
    }
    this.options.print(healthLine(change, now));
  }

  /** Whether it may be the database's silence that somebody reports. */
  private isEcho(): boolean {
    return this.databaseIsAway || this.options.now() - this.databaseReturnedAt < ECHO_MS;
  }
}

/** The database did not answer, or a part of ours could not because of that: the error itself says so, or what caused it. */
function mayBeSilence(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if (isUnavailable(error) || ('code' in error && (error.code === 'unavailable' || error.code === 'deadline-exceeded'))) return true;
  return 'cause' in error && mayBeSilence(error.cause);
}
