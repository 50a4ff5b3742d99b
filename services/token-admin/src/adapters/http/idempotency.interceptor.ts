import * as api from '@countersign/contracts/admin-api';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { defer, lastValueFrom, type Observable } from 'rxjs';
import { AlreadyClaimed, type Creations, type RepeatableRequest } from '../postgres/creations.ts';
import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { badField } from './bad-input.ts';
import { operationOf, type AuthenticatedRequest } from './call.ts';

/** Visible ASCII: what a client makes up, such as a UUID. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** A creation that is sent again under its Idempotency-Key makes nothing new and answers as the first one did, if its caller might still ask for it. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly creations: Creations, private readonly failed: (error: unknown) => void) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const operation = operationOf(context.getHandler());
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const key = request.headers[api.IDEMPOTENCY_HEADER];
    if (operation === undefined || !api.takesIdempotencyKey(operation) || key === undefined || request.caller === undefined) return next.handle();
    if (typeof key !== 'string' || !KEY.test(key)) throw badField(`header.${api.IDEMPOTENCY_HEADER}`, 'must be 1 to 255 visible ASCII characters');
    const repeatable = this.creations.requestOf(request.caller, operation.id, key, request.body);
    const { caller } = request;
    const terms = { confirmed: false };
    request.caller = { ...caller, claim: this.creations.claimOf(repeatable), onConfirmed: () => { terms.confirmed = true; } };
    return defer(async () => this.#once(repeatable, caller, terms, next));
  }

  async #once(repeatable: RepeatableRequest, caller: Caller, terms: { readonly confirmed: boolean }, next: CallHandler): Promise<unknown> {
    const known = await this.creations.find(repeatable, caller);
    if (known !== undefined) return known.reply;
    try {
      const reply: unknown = await lastValueFrom(next.handle());
      await this.creations.keep(repeatable, reply, caller, terms.confirmed).catch(this.failed); // it is made: that is what the client hears
      return reply;
    } catch (error) {
      if (!(error instanceof AlreadyClaimed)) throw error;
      const first = await this.creations.find(repeatable, caller);
      if (first === undefined) throw new Refused('conflict', 'Another request with this Idempotency-Key came between: try again.');
      return first.reply;
    }
  }
}
