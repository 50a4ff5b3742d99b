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
