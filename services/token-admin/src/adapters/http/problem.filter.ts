import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { preferredLanguage } from './preferred-language.ts';
import { problem, problemOf } from './problem.ts';
import { Throttled } from '../../domain/throttled.ts';

const PRECONDITION_FAILED = 412;

/** Renders every error as problem+json (RFC 9457). What is not a named refusal says nothing but its name. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  /** @param unexpected told each error that has no name: a fault of ours */
  constructor(private readonly unexpected: (error: unknown) => void) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.unexpected);
  }
}

/** The same for what Fastify refuses before there is a route. An answer that has begun can only be cut off: its status is sent. */
export function sendProblem(error: unknown, { headers }: FastifyRequest, reply: FastifyReply, unexpected: (error: unknown) => void): void {
  const language = preferredLanguage(headers['accept-language']);
  const known = problemOf(error, language);
  if (known === undefined) unexpected(error);
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const body = known ?? problem('internal-error', language);
  const status = body.code === 'conflict' && headers['if-match'] !== undefined ? PRECONDITION_FAILED : body.status;
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  if (error instanceof Throttled) void reply.header('retry-after', Math.ceil(error.delayMs / 1000));
  void reply.status(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .header('vary', 'accept-language')
    .send(JSON.stringify({ ...body, status }));
}
