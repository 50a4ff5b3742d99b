import type { Actor, adminApi } from '@countersign/contracts';
import { adminApi as api } from '@countersign/contracts';
import { applyDecorators, createParamDecorator, Delete, Get, HttpCode, Patch, Post, Put, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { BadInput } from './bad-input.ts';

const OPERATION = 'countersign:operation';
const METHODS = { GET: Get, POST: Post, PUT: Put, PATCH: Patch, DELETE: Delete } as const;

/** A request whose API key was recognised. */
export interface AuthenticatedRequest extends FastifyRequest {
  actor?: Actor;
}

/** What a handler gets: the validated request, and who asks. */
export interface Call<O extends adminApi.Operation> extends adminApi.OperationInput<O> {
  readonly actor: Actor;
}

/** Routes an operation of the contract to a handler. */
export const Handles = (operation: adminApi.Operation): MethodDecorator => applyDecorators(
  METHODS[operation.method](`${api.adminApiPrefix}${operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  HttpCode(operation.status),
  SetMetadata(OPERATION, operation),
);

export function operationOf(handler: object): adminApi.Operation | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only Handles() above writes this metadata
  return Reflect.getMetadata(OPERATION, handler) as adminApi.Operation | undefined;
}

/** The request as the operation's schemas understand it. A route without an operation has no validated input. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const operation = operationOf(context.getHandler());
  const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (operation === undefined || request.actor === undefined) throw new Error('A handler of the admin API needs an operation and an authenticated request.');
  return {
    parameters: parse('path', operation.parameters, request.params),
    query: parse('query', operation.query, request.query),
    body: operation.body === null ? null : parse('body', operation.body, request.body ?? {}),
    actor: request.actor,
  };
});

function parse(place: string, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadInput(parsed.error.issues.map(({ path, message }) => ({ path: [place, ...path].join('.'), message })));
}
