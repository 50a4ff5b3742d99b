import type { adminApi } from '@countersign/contracts';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { RemoteRefusal } from '../../application/remote-refusal.ts';
import { Refused } from '../../domain/refused.ts';
import { BadInput } from './bad-input.ts';

/** Result codes that have an HTTP status of their own; any other refusal is 422: understood, and not done. */
const STATUS: Readonly<Record<string, number>> = {
  'bad-request': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'already-exists': 409,
  conflict: 409,
  'token-assigned': 409,
  'token-not-assigned': 409,
  'token-limit-reached': 409,
  'limit-exceeded': 413,
  'internal-error': 500,
  unavailable: 503,
  'deadline-exceeded': 504,
};
const NOT_DONE = 422;
/** What Fastify and Nest refuse on their own. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = { 400: 'bad-request', 404: 'not-found', 413: 'limit-exceeded', 415: 'bad-request' };

/** Renders every error as problem+json (RFC 9457). What is not a named refusal says nothing but its name. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  /** @param unexpected told each error that has no name: a fault of ours */
  constructor(private readonly unexpected: (error: unknown) => void) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = this.#problemOf(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply.status(problem.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem));
  }

  #problemOf(error: unknown): adminApi.Problem {
    if (error instanceof BadInput) return { ...problem('bad-request'), errors: [...error.errors] };
    if (error instanceof Refused) return { ...problem(error.code), ...(error.detail === undefined ? {} : { detail: error.detail }) };
    if (error instanceof RemoteRefusal) return problem(error.code);
    const status = statusOf(error);
    const code = status === undefined ? undefined : CODE_OF_STATUS[status];
    if (status !== undefined && code !== undefined) return { ...problem(code), status };
    this.unexpected(error);
    return problem('internal-error');
  }
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}

const problem = (code: string): adminApi.Problem => ({
  type: `urn:countersign:result-code:${code}`, title: code.replaceAll('-', ' '), status: STATUS[code] ?? NOT_DONE, code,
});
