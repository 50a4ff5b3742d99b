import { type Problem, resultCodes, type ResultCode } from '@countersign/contracts/admin-api';

/** A refusal of the server, or `unreachable` when it did not answer at all. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem, readonly retryAfterSeconds: number | null = null) {
    super(problem.code);
  }

  get code(): ResultCode {
    return isResultCode(this.problem.code) ? this.problem.code : 'internal-error';
  }
}

/** Whoever was asked for the own password did not give it: nothing was done, and there is nothing to explain. */
export class NotConfirmed extends ProblemError {}

/** What a page has to say of something thrown; undefined where the person at it took back what was asked for. */
export const shownProblem = (error: unknown): ProblemError | undefined => (error instanceof NotConfirmed ? undefined : asProblem(error));

/** Anything thrown by a call, as a problem; a fault of the page's own counts as unreachable. */
export function asProblem(error: unknown): ProblemError {
  return error instanceof ProblemError ? error : unreachable();
}

const isResultCode = (code: string): code is ResultCode => Object.hasOwn(resultCodes, code);

export const unreachable = (): ProblemError =>
  new ProblemError({ type: 'about:blank', title: '', status: 0, code: 'unavailable' });

/** No answer came in time: whether it was done, nobody knows. */
export const tooLate = (): ProblemError =>
  new ProblemError({ type: 'about:blank', title: '', status: 0, code: 'deadline-exceeded' });

/** Reads a body that should be problem+json; a proxy's error page counts as `unavailable`. */
export function problemOf(status: number, body: string, retryAfter: string | null): ProblemError {
  const seconds = Number(retryAfter ?? Number.NaN);
  return new ProblemError(readProblem(status, body), Number.isFinite(seconds) ? seconds : null);
}

function readProblem(status: number, body: string): Problem {
  const fallback = { type: 'about:blank', title: '', status, code: status === 401 ? 'unauthenticated' : 'unavailable' };
  try {
    const parsed: unknown = JSON.parse(body);
    const isProblem = typeof parsed === 'object' && parsed !== null && 'code' in parsed && typeof parsed.code === 'string';
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own server's refusals; the code has been looked at
    return isProblem ? parsed as Problem : fallback;
  } catch {
    return fallback;
  }
}
