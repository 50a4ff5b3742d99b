import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { operationOf } from './call.ts';
import { entityTag } from './expected-version.ts';

/** What leaves fits the contract: a column that slipped into a row does not reach a client. A row's version is its ETag. */
@Injectable()
export class ReplyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const operation = operationOf(context.getHandler());
    if (operation === undefined || operation.streams !== undefined) return next.handle();
    return next.handle().pipe(map((answer: unknown) => {
      const reply = operation.reply.parse(answer);
      const version = versionOf(reply);
      if (version !== undefined) void context.switchToHttp().getResponse<FastifyReply>().header('etag', entityTag(version));
      return reply;
    }));
  }
}

/** Of the row that the reply is, or of the token that it holds beside other things. */
function versionOf(reply: unknown): number | undefined {
  if (typeof reply !== 'object' || reply === null) return undefined;
  if ('token' in reply) return versionOf(reply.token);
  return 'version' in reply && typeof reply.version === 'number' ? reply.version : undefined;
}
