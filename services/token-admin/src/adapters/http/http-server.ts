import type { Readable } from 'node:stream';
import { adminApi } from '@countersign/contracts';
import { Module, UnsupportedMediaTypeException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiKeys } from '../postgres/api-keys.ts';
import { AgentHostsController } from './agent-hosts.controller.ts';
import { ApiKeyGuard } from './api-key.guard.ts';
import { AuditController } from './audit.controller.ts';
import { parseJson } from './json.ts';
import { OrganisationController } from './organisation.controller.ts';
import { ProblemFilter } from './problem.filter.ts';
import { PublicController } from './public.controller.ts';
import { ReplyInterceptor } from './reply.interceptor.ts';
import { TokenImportsController } from './token-imports.controller.ts';
import { TokensController } from './tokens.controller.ts';
import { UsersController } from './users.controller.ts';

/** What a controller asks for, and what it gets. */
export interface Provided {
  readonly provide: unknown;
  readonly useValue: unknown;
}

export interface HttpServerOptions {
  readonly provided: readonly Provided[];
  readonly apiKeys: ApiKeys;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** Longest JSON body in bytes; files come another way. */
const JSON_BYTES = 256 * 1024;

/** The admin API as a server that does not listen yet. */
export async function createHttpServer({ provided, apiKeys, now, onError }: HttpServerOptions): Promise<NestFastifyApplication> {
  class TokenAdminModule {}
  Module({
    controllers: [PublicController, OrganisationController, UsersController, TokensController, TokenImportsController, AgentHostsController, AuditController],
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Nest's Provider type wants a class per token; these are symbols and classes alike
    providers: [...provided] as never[],
  })(TokenAdminModule);
  const adapter = new FastifyAdapter();
  takeBodies(adapter.getInstance());
  const application = await NestFactory.create<NestFastifyApplication>(TokenAdminModule, adapter, { logger: false, bodyParser: false });
  application.useGlobalGuards(new ApiKeyGuard(apiKeys, now));
  application.useGlobalInterceptors(new ReplyInterceptor());
  application.useGlobalFilters(new ProblemFilter(onError));
  return application;
}

/** JSON everywhere; the file of an import is handed on as it arrives. Any other content type is refused (415). */
function takeBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: JSON_BYTES }, async (_request: unknown, body: Buffer) =>
    (body.length === 0 ? undefined : parseJson(body, 'The body')));
  server.addContentTypeParser(adminApi.IMPORT_CONTENT_TYPE, { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request: FastifyRequest, payload: Readable) => {
    if (request.routeOptions.url !== `${adminApi.adminApiPrefix}${adminApi.importTokens.path}`) throw new UnsupportedMediaTypeException();
    return payload;
  });
}
