import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { operationOf } from './call.ts';

/** What leaves fits the contract: a column that slipped into a row does not reach a client. */
@Injectable()
export class ReplyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const operation = operationOf(context.getHandler());
    return operation === undefined ? next.handle() : next.handle().pipe(map((reply: unknown) => operation.reply.parse(reply)));
  }
}
