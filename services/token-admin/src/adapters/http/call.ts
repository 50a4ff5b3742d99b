import * as api from '@countersign/contracts/admin-api';
import { applyDecorators, createParamDecorator, Delete, Get, HttpCode, Patch, Post, Put, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../domain/caller.ts';
import { parseInput } from './bad-input.ts';
import { expectedVersion } from './expected-version.ts';
import type { LiveSession } from './session-access.ts';

const OPERATION = 'countersign:operation';
const METHODS = { GET: Get, POST: Post, PUT: Put, PATCH: Patch, DELETE: Delete } as const;

/** A request whose API key or session was recognised. */
export interface AuthenticatedRequest extends FastifyRequest {
  caller?: Caller;
  session?: LiveSession;
  /** Who asks, as it is by now: for what goes on after it was let in. @throws Refused as letting in does */
  identifyAgain?: () => Promise<Caller>;
}

/** What a handler gets: the validated request, who asks, and the version that a change was made from. */
export interface Call<O extends api.Operation> extends api.OperationInput<O> {
  readonly caller: Caller;
  readonly version: number | undefined;
}

/** Routes an operation of the contract to a handler. */
export const Handles = (operation: api.Operation): MethodDecorator => applyDecorators(
  METHODS[operation.method](`${api.adminApiPrefix}${operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  HttpCode(operation.status),
  SetMetadata(OPERATION, operation),
);

export function operationOf(handler: object): api.Operation | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only Handles() above writes this metadata
  return Reflect.getMetadata(OPERATION, handler) as api.Operation | undefined;
}

/** The request as the operation's schemas understand it. A route without an operation has no validated input. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const operation = operationOf(context.getHandler());
  const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (operation === undefined || request.caller === undefined) throw new Error('A handler of the admin API needs an operation and an authenticated request.');
  const body = operation.body === null ? null : parseInput('body', operation.body, request.body ?? {});
  return {
    parameters: parseInput('path', operation.parameters, request.params),
    query: parseInput('query', operation.query, request.query),
    body,
    caller: request.caller,
    version: operation.versioned === true ? expectedVersion(request.headers['if-match'], body) : undefined,
  };
});
