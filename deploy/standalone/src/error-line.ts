import type { SafeError } from '@countersign/observability';

/** An error as one line of a terminal: what other machines said in it begins no line, and moves no cursor. */
export const errorLine = (error: SafeError): string => lineOf(error).replaceAll(/\p{Cc}+/gu, ' ');

function lineOf({ type, message, correlation, cause }: SafeError): string {
  const whole = correlation === undefined ? `${type}: ${message}` : `${type}: ${message} (correlation ${correlation})`;
  return cause === undefined ? whole : `${whole} – ${lineOf(cause)}`;
}
