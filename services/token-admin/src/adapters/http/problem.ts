import { describeResult, type ResultCode } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { HttpException } from '@nestjs/common';
import { describeFaults, ImpossiblePolicy } from '../../application/impossible-policy.ts';
import { ImportRefused } from '../../application/import-refused.ts';
import { Refused } from '../../domain/refused.ts';
import { BadInput } from './bad-input.ts';
import { detailIn } from './detail-texts.ts';
import type { Language } from './preferred-language.ts';

type Problem = adminApi.Problem;

/** Result codes that have an HTTP status of their own; any other refusal is 422: understood, and not done. */
const STATUS: { readonly [C in ResultCode]?: number } = {
  'bad-request': 400,
  unauthenticated: 401,
  'administrator-wrong-password': 401,
  'own-password-wrong': 401,
  'wrong-tokencode': 401,
  'tokencode-impossible': 401,
  forbidden: 403,
  'confirmation-needed': 403,
  'session-needed': 403,
  'not-found': 404,
  'already-exists': 409,
  'in-use': 409,
  'last-administrator': 409,
  'ambiguous-name': 409,
  conflict: 409,
  'token-assigned': 409,
  'token-not-assigned': 409,
  'token-not-lost': 409,
  'token-limit-reached': 409,
  'limit-exceeded': 413,
  throttled: 429,
  'internal-error': 500,
  unavailable: 503,
  'deadline-exceeded': 504,
};
const NOT_DONE = 422;

/** What Fastify and Nest refuse on their own. */
const CODE_OF_STATUS: Readonly<Record<number, ResultCode>> = {
  400: 'bad-request', 404: 'not-found', 408: 'deadline-exceeded', 413: 'limit-exceeded', 414: 'limit-exceeded', 415: 'bad-request', 431: 'limit-exceeded',
};

/** The error as it leaves; undefined when it has no name of ours, which is a fault of ours. */
export function problemOf(error: unknown, language: Language): Problem | undefined {
  if (error instanceof BadInput) return { ...problem('bad-request', language), errors: [...error.errorsIn(language)] };
  if (error instanceof Refused) {
    return {
      ...problem(error.code, language),
      ...(error.detail === undefined ? {} : { detail: detailIn(error.detail, language) }),
      ...(error.detail === undefined || error.field === undefined ? {} : { errors: [{ path: `body.${error.field}`, message: detailIn(error.detail, language) }] }),
      ...(error instanceof ImportRefused ? { report: error.report } : {}),
      ...(error instanceof ImpossiblePolicy ? { detail: describeFaults(error.faults, language), policyFaults: error.faults } : {}),
    };
  }
  const status = statusOf(error);
  const code = status === undefined ? undefined : CODE_OF_STATUS[status];
  return status === undefined || code === undefined ? undefined : { ...problem(code, language), status };
}

export const problem = (code: ResultCode, language: Language): Problem => ({
  type: `urn:countersign:result-code:${code}`, title: describeResult(code, language).text, status: STATUS[code] ?? NOT_DONE, code,
});

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
