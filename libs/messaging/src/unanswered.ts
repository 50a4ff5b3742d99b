import { randomBytes } from 'node:crypto';

/** Told why a request could not be answered: whoever asked hears only that it could not, and the correlation. */
export type OnUnanswered = (error: UnansweredError) => void;

const CORRELATION_BYTES = 6;

/**
 * A request that failed for a reason that is nobody's business on the wire; `cause` has it. The correlation travels to
 * whoever asked, so that what both write down can be put together.
 */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
  readonly correlation = randomBytes(CORRELATION_BYTES).toString('hex');

  constructor(readonly subject: string, cause: unknown) {
    super(`${subject} could not be answered`, { cause });
  }
}
