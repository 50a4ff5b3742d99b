import { type SafeError, isError, safeError } from './safe-error.ts';

/** Takes a line about an error: a log, or what writes lines for people. */
export interface ErrorLog {
  warn(fields: { readonly err: Error | SafeError; readonly suppressed?: number }, message?: string): void;
}

/** The same error is one line in this time: what fails for every request must not flood the log. */
const QUIET_MS = 10_000;
/** Different errors that are remembered; messages with ever new parts forget the oldest. */
const REMEMBERED = 100;

interface Reported {
  at: number;
  suppressed: number;
}

/**
 * For what goes wrong in the background, again and again while something is away: the first line at once, then one in
 * ten seconds with the number of those in between.
 *
 * @param now milliseconds that never run backwards
 */
export function errorReporter(logger: ErrorLog, now: () => number): (error: unknown, message?: string) => void {
  const reported = new Map<string, Reported>();
  return (error, message) => {
    const safe = safeError(error);
    const key = `${message ?? ''} ${kindOf(safe)}`;
    const known = reported.get(key);
    if (known && now() - known.at < QUIET_MS) {
      known.suppressed += 1;
      return;
    }
    reported.delete(key);
    if (reported.size >= REMEMBERED) reported.delete(reported.keys().next().value ?? '');
    reported.set(key, { at: now(), suppressed: 0 });
    logger.warn({ err: isError(error) ? error : safe, ...(known?.suppressed ? { suppressed: known.suppressed } : {}) }, message);
  };
}

/** What makes two errors the same: not the correlation, which every one has of its own, but what was asked and why it failed. */
function kindOf({ type, code = '', subject = '', message, cause }: SafeError): string {
  return `${type} ${code} ${subject} ${message}${cause ? ` < ${kindOf(cause)}` : ''}`;
}
